/** Real slaves that follow simulated masters: what is traded on trial would reach a real account. Pure. */
import type { Account } from '../domain/account.ts';

/** Each enabled slave with a real terminal and an enabled simulated master that it follows, by name. */
export function simulatedMasters(
  accounts: readonly Account[],
): readonly { readonly slave: string; readonly master: string }[] {
  const enabled = accounts.filter((account) => account.enabled);
  const masters = enabled.filter(({ path, type }) => type === 'MASTER' && path === 'simulator');
  return enabled.flatMap((account) => {
    if (account.type !== 'SLAVE' || account.path === 'simulator') return [];
    const { masters: followed, name: slave } = account;
    return masters
      .filter(({ name }) => followed?.includes(name) ?? true)
      .map(({ name: master }) => ({ slave, master }));
  });
}
