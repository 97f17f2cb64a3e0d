import { emulateAlipay } from './alipay/emulator.ts';
import type { MakeEmulator } from './emulator.ts';
import { emulateNuonuo } from './nuonuo/emulator.ts';
import { emulateRobots } from './robots/emulator.ts';
import { emulateWechat } from './wechat/emulator.ts';

/** Every platform that the sandbox emulates. */
export const EMULATORS: readonly MakeEmulator[] = [
  emulateWechat,
  emulateAlipay,
  emulateNuonuo,
  emulateRobots,
];
