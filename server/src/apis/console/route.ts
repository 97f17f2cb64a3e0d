import assert from 'node:assert/strict';
import type { File, RouteSchemas } from '@zhixiao/contract/console/list';
import { ROUTES, type RouteKey, type Routes } from '@zhixiao/contract/console/routes';
import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { PersonSeen } from '../../audit/person-seen.ts';
import type { AuditedCore, Core } from '../../core.ts';
import type { Exact } from '../../http/exact.ts';
import { BODY_LIMIT_BYTES } from '../../http/limits.ts';
import type { Export } from '../../lib/export/export.ts';
import type { Operator } from '../../operators/operator.ts';
import type { Permission } from '../../operators/roles.ts';
import type { Session, Visitor } from '../../operators/session.ts';
import type { AppScope, SchoolScope } from '../../schools/scope.ts';
import { paramReader } from './params.ts';

/** What the handler of a route without a session gets. */
export interface RequestContext extends Visitor {
  /** With the audit entry of this request, which the commit of the change names; nothing is committed before it. */
  readonly core: AuditedCore;
  readonly environment: 'sandbox' | 'production';
  /** Where the page is: the origin that passkeys are bound to. */
  readonly origin: string;
  /** The operator's session; its second factor may still be missing. */
  readonly session: Session | undefined;
  /** Adds to the audit entry, before it is written. */
  readonly note: (more: NoteParts) => void;
  /** Hands the browser a new session's secret, or takes it back. */
  readonly keepToken: (token: string | undefined) => void;
  /** Marks the browser as one that somebody has signed in with. */
  readonly keepDevice: (device: string) => void;
}

/** What an answer is made from, for an operator. */
export interface OperatorContext extends RequestContext {
  readonly session: Session;
  readonly operator: Operator;
  /** The schools that the answer may be about; none for a partner's operator. */
  readonly scope: SchoolScope;
  /** The apps that the answer of a route of apps may be about: those of the schools, or a partner's. */
  readonly apps: AppScope;
}

export interface NoteParts {
  /** What was done, where that is not what the route declares. */
  readonly action?: string;
  readonly operator?: string;
  readonly subject?: string;
  readonly schoolId?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Whom the answer is about: the auditor finds the entry by each of them. */
  readonly people?: readonly PersonSeen[];
}

/** Parameters that the audit entry records; never a secret. */
interface AuditRule<Name extends string = string> {
  /** Such as `refund.request`. */
  readonly action: string;
  readonly subject?: Name;
  /**
   * The school of the subject, among the operator's schools. Without it the entry is invisible to a school's
   * auditors.
   */
  readonly school?: (core: Core, scope: SchoolScope, subject: string) => Promise<string | undefined>;
  readonly details?: readonly Name[];
  /** Parameters that name a person, recorded masked. With `when`, only requests with that parameter are recorded. */
  readonly people?: readonly Name[];
  readonly when?: Name;
  /** Recorded only with a session: without one the request changes nothing. */
  readonly ofSession?: true;
  /** Nothing is changed, so that no commit can name the entry: it has its own, before the answer leaves. */
  readonly alone?: true;
}

type Answer<K extends RouteKey> = Routes[K]['answer'];
type Params<K extends RouteKey> = Routes[K]['params'];
type Rule<K extends RouteKey> = AuditRule<keyof Params<K> & string>;
type Returned<K extends RouteKey, R> = Answer<K> extends File ? Export : Exact<R, Answer<K>>;

/** Only for who has signed in: strangers are not read beyond the usual limit. */
interface LargeBody {
  /** What its body may have, in bytes; 64 KB when it does not say. */
  readonly bodyLimitBytes?: number;
}

/** Of a list that is taken away as a file: what one needs to see it, and to take anything away. */
type Needs<K extends RouteKey> = K extends `${string}/export`
  ? { readonly alsoNeeds: 'lists.export' }
  : { readonly alsoNeeds?: never };

/**
 * Whether the answer may be some seconds old: then it is read from a standby, where there is one. Only what is read for
 * people to look at, in lists, sums and histories; never what a decision is made from, or what changes anything. Whatever does
 * not say so reads from the primary.
 */
type Lag<K extends RouteKey> = K extends
  | `GET ${string}`
  | `POST ${string}/find`
  | `POST ${string}/find/export`
  ? { readonly mayLag?: true }
  : { readonly mayLag?: never };

/** A route for operators who have signed in. */
export type OperatorDeclaration<K extends RouteKey, R> = LargeBody &
  Needs<K> &
  Lag<K> & {
    /** `signed_in`: everybody's own account. */
    readonly permission: Permission | 'signed_in';
    /**
     * `schools`: the operator's, or the one of them that the parameter `schoolId` names; `platform`: only for
     * operators of all schools; `own`: of the operator's account, about no school; `apps`: about `context.apps`, which a
     * partner's operator has instead of schools: no other route is open to it.
     */
    readonly scope: 'schools' | 'platform' | 'own' | 'apps';
    /** Whether the operator has to have proved itself within five minutes. */
    readonly proof: 'fresh' | 'session';
    /** The audit entry; every route that changes something has one. */
    readonly audit: K extends `GET ${string}` ? Rule<K> | 'none' : Rule<K>;
    readonly answer: (context: OperatorContext, params: Params<K>) => Promise<R & Returned<K, R>>;
  };

/** What a route of an operator asks of who calls it. */
export interface OperatorAccess {
  readonly permission: Permission | 'signed_in';
  readonly alsoNeeds: Permission | undefined;
  readonly scope: 'schools' | 'platform' | 'own' | 'apps';
  readonly proof: 'fresh' | 'session';
}

/** A request as it was read, and what answers it. */
export interface ReadRequest<Context> {
  readonly params: object;
  readonly answer: (context: Context) => Promise<unknown>;
}

interface Declared<Context> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Under `/console-api`, as Fastify writes it. */
  readonly path: string;
  readonly params: TSchema;
  readonly answers: TSchema | File;
  readonly bodyLimitBytes: number;
  readonly audit: AuditRule | undefined;
  /** Makes what reads its requests. @throws FieldError, what is made */
  readonly reader: () => (request: FastifyRequest) => ReadRequest<Context>;
}

export interface OpenRoute extends Declared<RequestContext> {
  readonly access: 'anyone';
}

export interface OperatorRoute extends Declared<OperatorContext> {
  readonly access: OperatorAccess;
  readonly mayLag: boolean;
}

/** A route as the server runs it. */
export type Route = OpenRoute | OperatorRoute;

/** Declares a route of an operator; what it takes and answers is in the contract. */
export function route<K extends RouteKey, R>(
  key: K,
  { permission, alsoNeeds, scope, proof, mayLag, bodyLimitBytes, audit, answer }: OperatorDeclaration<K, R>,
): OperatorRoute {
  return {
    ...declared<K, OperatorContext>(key, audit, answer, bodyLimitBytes),
    access: { permission, alsoNeeds, scope, proof },
    mayLag: mayLag === true,
  };
}

/** Declares a route that needs no session, such as signing in. */
export function openRoute<K extends RouteKey, R>(
  key: K,
  {
    audit,
    answer,
  }: {
    readonly audit: Rule<K> | 'none';
    readonly answer: (context: RequestContext, params: Params<K>) => Promise<R & Returned<K, R>>;
  },
): OpenRoute {
  return { ...declared<K, RequestContext>(key, audit, answer), access: 'anyone' };
}

function declared<K extends RouteKey, Context>(
  key: K,
  audit: AuditRule | 'none',
  answer: (context: Context, params: Params<K>) => Promise<unknown>,
  bodyLimitBytes = BODY_LIMIT_BYTES,
): Declared<Context> {
  const { params, answer: answers }: RouteSchemas = ROUTES[key];
  return {
    ...methodAndPath(key),
    params,
    answers,
    bodyLimitBytes,
    audit: audit === 'none' ? undefined : audit,
    reader() {
      const read = paramReader<Params<K>>(params);
      return (request) => {
        const given = read(request);
        return { params: given, answer: (context) => answer(context, given) };
      };
    },
  };
}

function methodAndPath(key: RouteKey): Pick<Declared<unknown>, 'method' | 'path'> {
  const method = METHODS.find((each) => key.startsWith(`${each} `));
  assert(method, `${key} has no method`);
  return { method, path: key.slice(method.length + 1) };
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
