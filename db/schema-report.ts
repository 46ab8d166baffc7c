/** What was found of a database: whether it answers, how durable it is, what of its schema is missing. */
export interface SchemaReport {
  /** Why it cannot be used; null when it answers. */
  readonly problem: string | null;
  readonly durability: 'embedded' | 'standalone' | 'replica set';
  /** Names of missing indexes or tables. */
  readonly missing: readonly string[];
}
