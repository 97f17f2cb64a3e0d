import type { FastifyInstance } from 'fastify';
import type { Agenda, VirtualClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { MakeKeyPair } from './key-pair.ts';
import type { PhoneWallet } from './phone/wallet.ts';
import type { Store } from './store.ts';
import type { EmulatedApi } from './wire.ts';

/** What every emulator is made with. */
interface EmulatorParts {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly makeKeyPair: MakeKeyPair;
  /** How long the platforms wait for the answer to a callback. Milliseconds. */
  readonly answerWithinMs: number;
}

/** One emulated platform, as the sandbox serves it. */
interface Emulator {
  /** Its own interfaces, under the addresses that the platform has them. */
  readonly apis: readonly { readonly paths: readonly string[]; readonly api: EmulatedApi }[];
  /** What it does by the clock. */
  readonly agendas: readonly Agenda[];
  /** Its routes under `/__admin`. */
  admin(scope: FastifyInstance): void;
  /**
   * Its wallet on the phone, and the bridge that the wallet puts into pages; undefined for emulators without a
   * wallet.
   */
  readonly phone?: { readonly wallet: PhoneWallet; bridge?(scope: FastifyInstance): void };
  stop(): void;
}

export type MakeEmulator = (parts: EmulatorParts) => Emulator;
