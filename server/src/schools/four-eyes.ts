import type { FourEyes } from '@zhixiao/contract/codes/changes';

export type { FourEyes };

/** Whether a school's grave changes need a second person, as it is stored: null is the default. */
export function fourEyesFrom(isOn: boolean | null): FourEyes {
  if (isOn === null) return 'default';
  return isOn ? 'on' : 'off';
}

export function storedFourEyes(fourEyes: FourEyes): boolean | null {
  return fourEyes === 'default' ? null : fourEyes === 'on';
}

const STRICTNESS: readonly FourEyes[] = ['off', 'default', 'on'];

/** Whether `after` asks for as much as `before`, or more. */
export function isAsStrict(before: FourEyes, after: FourEyes): boolean {
  return STRICTNESS.indexOf(after) >= STRICTNESS.indexOf(before);
}
