import manifest from '../../package.json' with { type: 'json' };

/**
 * What every request of ours carries, to partners, channels and providers alike: firewalls answer 403 to
 * requests without, and WeChat Pay refuses them.
 */
export const OUTWARD_HEADERS = {
  'user-agent': `ZhixiaoPay/${manifest.version}`,
  accept: '*/*',
} as const;
