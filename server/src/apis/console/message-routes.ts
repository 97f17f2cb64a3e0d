import { MESSAGE_RECIPIENT_COLUMNS } from '../../exports/setup-columns.ts';
import { rowsOf } from '../../lib/page.ts';
import {
  addRecipient,
  changeRecipient,
  listRecipients,
  recipientOf,
  removeRecipient,
  testRecipient,
} from '../../messages/manage-recipients.ts';
import type { Recipient } from '../../messages/recipient.ts';
import { maskedTarget } from '../../messages/target.ts';
import { exportList } from './export-list.ts';
import { type OperatorContext, type Route, route } from './route.ts';
import { named, shortPage } from './short-list.ts';

const MANAGING = { permission: 'schools.manage', scope: 'schools', proof: 'fresh' } as const;
const READING = { ...MANAGING, proof: 'session' } as const;
const SUBJECT = { subject: 'recipientId' } as const;

/** Who is told outside of the console what waits for a person. */
export const MESSAGE_ROUTES: readonly Route[] = [
  route('GET /message-recipients', {
    ...READING,
    audit: 'none',
    async answer({ core, scope }, params) {
      const recipients = named(await listRecipients(core, scope), params.text, names);
      const { rows, next } = shortPage(recipients, params, ({ recipientId }) => recipientId);
      return { rows: rows.map(recipientView), next };
    },
  }),
  route('GET /message-recipients/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    audit: { action: 'message_recipients.export' },
    answer(context, { form, text }) {
      const { core, scope } = context;
      return exportList(
        context,
        form,
        { text },
        {
          title: '消息接收方',
          rows: rowsOf(async () => named(await listRecipients(core, scope), text, names)),
          columns: MESSAGE_RECIPIENT_COLUMNS,
        },
      );
    },
  }),
  route('POST /message-recipients', {
    ...MANAGING,
    audit: { action: 'message_recipient.create', details: ['name', 'method', 'kinds'] },
    async answer(context, input) {
      const recipientId = context.core.newId();
      context.note({
        subject: recipientId,
        ...(input.schoolId === undefined ? {} : { schoolId: input.schoolId }),
      });
      await addRecipient(context.core, context.scope, recipientId, input);
      return { recipientId };
    },
  }),
  route('PUT /message-recipients/:recipientId', {
    ...MANAGING,
    audit: { action: 'message_recipient.change', ...SUBJECT, details: ['name', 'kinds', 'enabled'] },
    async answer(context, input) {
      await noteRecipient(context, input.recipientId);
      await changeRecipient(context.core, context.scope, input);
      return {};
    },
  }),
  route('DELETE /message-recipients/:recipientId', {
    ...MANAGING,
    audit: { action: 'message_recipient.remove', ...SUBJECT },
    async answer(context, { recipientId }) {
      await noteRecipient(context, recipientId);
      await removeRecipient(context.core, context.scope, recipientId);
      return {};
    },
  }),
  route('POST /message-recipients/:recipientId/test', {
    ...MANAGING,
    audit: { action: 'message_recipient.test', ...SUBJECT },
    async answer(context, { recipientId }) {
      await noteRecipient(context, recipientId);
      await testRecipient(context.core, context.scope, recipientId);
      return {};
    },
  }),
];

/** Tells whose recipient it is. @throws Refusal message_recipient_not_found */
async function noteRecipient({ core, scope, note }: OperatorContext, recipientId: string): Promise<void> {
  const { schoolId, name, enabled } = await recipientOf(core, scope, recipientId);
  note({ ...(schoolId === undefined ? {} : { schoolId }), details: { before: { name, enabled } } });
}

function recipientView(recipient: Recipient) {
  return {
    recipientId: recipient.recipientId,
    schoolId: recipient.schoolId,
    name: recipient.name,
    method: recipient.method,
    maskedAddress: maskedTarget(recipient.method, recipient.target),
    language: recipient.language,
    kinds: recipient.kinds,
    quietFrom: recipient.quiet?.from,
    quietUntil: recipient.quiet?.until,
    enabled: recipient.enabled,
    sentAt: recipient.sentAt,
    failure: recipient.failure,
    failingSince: recipient.failingSince,
  };
}

const names = ({ name, schoolId }: Recipient) => [name, schoolId];
