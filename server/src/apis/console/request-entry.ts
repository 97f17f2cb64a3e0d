import type { AuditNote } from '../../audit/entry.ts';
import { type AuditedOperation, auditOperation } from '../../audit/operation.ts';
import { recordRefusal } from '../../audit/record-refusal.ts';
import { unaudited } from '../../audit/unaudited.ts';
import type { AuditedCore, Core } from '../../core.ts';
import type { Session } from '../../operators/session.ts';
import { Refusal } from '../../refusal.ts';
import { noteOf } from './note.ts';
import type { NoteParts, Route } from './route.ts';

/** The audit entry of one request: of what was done, or of the refusal. */
export interface RequestEntry {
  /** Adds to it, before it is written. */
  readonly note: (more: NoteParts) => void;
  /** What the answer is made with, once it is known what is asked. */
  readonly begin: (params: object) => AuditedCore;
  /** Answers; what changes nothing has its entry in a commit of its own, before the answer leaves. */
  readonly answering: <T>(answer: () => Promise<T>) => Promise<T>;
  /** Does something, and records by what Refusal it ended. */
  readonly recordingRefusal: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * The entry of a request as its route declares it. A change is committed with it or not at all; a request whose use
 * case does not record it is answered 500.
 */
export function requestEntry(
  core: Core,
  route: Route,
  { session, address }: { readonly session: Session | undefined; readonly address: string },
): RequestEntry {
  const { audit, method } = route;
  const isLook = method === 'GET';
  let noted: NoteParts = {};
  let params: object | undefined;
  const note = (): AuditNote => noteOf(core, route, { session, address, params, noted });
  const operation = auditOperation(core, note);
  const isRecorded = () => isToRecord(route, session, params);
  return {
    note(more) {
      noted = { ...noted, ...more, details: { ...noted.details, ...more.details } };
    },
    begin(given) {
      params = given;
      if (isRecorded()) return { ...core, db: operation.db, audit: operation.audit };
      // a request without an audit entry must not commit a change
      return unaudited(isLook || audit ? { ...core, db: operation.db } : core);
    },
    async answering(answer) {
      if (!isRecorded()) return answer();
      const answered = await answer();
      // a look-up is audited before its result leaves; one that was refused has shown nothing
      await recordLeftOut(operation, route);
      return answered;
    },
    async recordingRefusal(work) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Refusal) await recordRefusal(core, note(), error.code, isRecorded());
        throw error;
      }
    },
  };
}

function isToRecord({ audit }: Route, session: Session | undefined, params: object | undefined): boolean {
  if (!audit || (audit.ofSession && !session)) return false;
  return audit.when === undefined || (params !== undefined && audit.when in params);
}

async function recordLeftOut(operation: AuditedOperation, { method, path, audit }: Route): Promise<void> {
  if (operation.isRecorded()) return;
  await operation.recordAlone();
  // a change may have been committed without its entry: record it now, and answer with an error
  if (method !== 'GET' && !audit?.alone)
    throw new Error(`no commit of ${method} ${path} has named its audit entry`);
}
