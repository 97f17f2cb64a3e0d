/** The steps of a partner's request, in order. */
export const DEBUG_STEPS = ['body', 'app', 'signature', 'base64', 'decryption', 'json', 'fields'] as const;
export type DebugStepName = (typeof DEBUG_STEPS)[number];
