import type { App } from '../apps/app.ts';
import type { CampusCard, CampusCards, ChannelAccount } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { DAY_MS } from '../lib/clock.ts';
import type { Outcome } from '../lib/outcome.ts';
import { Refusal } from '../refusal.ts';
import { bindingsOf } from './binding-store.ts';
import { allowedCardLink, filledTemplate } from './card-link.ts';
import { deleteFetchedLink, findCardSettings, findFetchedLink, saveFetchedLink } from './card-store.ts';
import { answerable, findPerson } from './find-person.ts';
import type { Person } from './person.ts';

/** A link is fetched from the channel again after a day; while the channel cannot say, an older one serves. */
const FRESH_MS = DAY_MS;

/**
 * A person of the app's school and the address that opens the campus card in its wallet (2.7): the link the channel
 * has for the card where the school has signed for campus cards there, or else the school's own template.
 * @throws Refusal
 */
export async function getCard(
  core: Core,
  app: App,
  userNo: string,
): Promise<{ person: Person; schemaUrl: string }> {
  const actor = { kind: 'app', name: app.appId } as const;
  const inquiry = { schoolId: app.schoolId, actor, action: 'card' } as const;
  const person = answerable(await findPerson(core, inquiry, userNo), 'person_not_found');
  const settings = await findCardSettings(core.db, app.schoolId);
  const allowed = (link: string) => allowedCardLink(link, settings?.appIds ?? []);
  const link = (await linkAtChannel(core, app, person, allowed)) ?? templateLink(settings?.template, person);
  const schemaUrl = allowed(link);
  if (schemaUrl === undefined) {
    core.log.error({ schoolId: app.schoolId, alert: 'card_link_refused' }, 'card link not on the list');
    throw new Refusal('card_link_refused', {});
  }
  return { person, schemaUrl };
}

function templateLink(template: string | undefined, person: Person): string {
  if (template === undefined) throw new Refusal('card_not_offered', {});
  return filledTemplate(template, person);
}

/** Undefined when the school has no campus cards at any channel. */
async function linkAtChannel(
  core: Core,
  app: App,
  person: Person,
  allowed: (link: string) => string | undefined,
): Promise<string | undefined> {
  const offer = await cardOffer(core, app);
  if (!offer) return undefined;
  const { cards, account } = offer;
  const { db, vault, clock } = core;
  const known = await findFetchedLink(db, vault, person);
  const now = clock.now();
  if (known && now.getTime() - known.fetchedAt.getTime() < FRESH_MS) return known.link;

  const bindings = await bindingsOf(db, vault, app.schoolId, [person.openId]);
  const uid = bindings.get(person.openId)?.find(({ channel }) => channel === account.channel)?.uid;
  const answer = await cards.find(account, { userNo: person.userNo, uid });
  if (answer.kind === 'unknown' && known) return known.link;
  const { link } = cardIn(answer);
  if (link === undefined) {
    if (known) await deleteFetchedLink(db, person);
    throw new Refusal('card_not_issued', {});
  }
  if (allowed(link) !== undefined) await saveFetchedLink(db, vault, person, link, now);
  return link;
}

/** The first channel, in the order of the table, whose campus cards the school has signed for. */
async function cardOffer(
  { accounts, channels }: Core,
  app: App,
): Promise<{ cards: CampusCards; account: ChannelAccount } | undefined> {
  for (const [channel, { campusCards: cards }] of channels) {
    const account = cards && (await accounts.ofApp(app.appId, channel));
    if (account && cards.areOffered(account)) return { cards, account };
  }
  return undefined;
}

function cardIn(answer: Outcome<CampusCard>): CampusCard {
  switch (answer.kind) {
    case 'done':
      return answer.value;
    case 'not_done':
      throw new Refusal('channel_declined', { message: answer.message });
    case 'unknown':
      throw new Refusal('channel_unknown', {});
  }
}
