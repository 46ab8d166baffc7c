/** A fault that waits or lasts, as opposed to one that was over as soon as it had happened. */
export interface HeldFault {
  /** It has hit all that it was to hit, or its time is over. */
  readonly isOver: () => boolean;
  /** Takes it back; what it has done stays done. */
  readonly end: () => void;
}

/** Several that are one. */
export function together(...parts: readonly HeldFault[]): HeldFault {
  return {
    isOver: () => parts.every((part) => part.isOver()),
    end: () => {
      for (const part of parts) part.end();
    },
  };
}
