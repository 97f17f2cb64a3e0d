import { ConfigError, type Settings, value } from './settings.ts';

/** Where traces go. */
export interface TracingSettings {
  /** Of the collector, with its path. */
  readonly url: URL;
  readonly serviceName: string;
  /** How many of all traces are sent, from 0 to 1; an order has all its spans sent, or none. */
  readonly sampledPart: number;
}

/** As OpenTelemetry names them; without a collector nothing is traced. @throws ConfigError */
export function tracing(settings: Settings): TracingSettings | undefined {
  const text = value(settings, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const sampled = value(settings, 'OTEL_TRACES_SAMPLER_ARG') ?? '1';
  if (!/^(?:0(?:\.[0-9]{1,9})?|1(?:\.0{1,9})?)$/.test(sampled)) {
    throw new ConfigError(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "${sampled}"`);
  }
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || `${url.username}${url.password}${url.search}${url.hash}`) {
    throw new ConfigError(
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an address like http://127.0.0.1:4318, with any key in OTEL_EXPORTER_OTLP_HEADERS',
    );
  }
  return {
    url: new URL('v1/traces', `${url.origin}${url.pathname.replace(/\/*$/, '/')}`),
    serviceName: value(settings, 'OTEL_SERVICE_NAME') ?? 'zhixiao-pay',
    sampledPart: Number(sampled),
  };
}

/** `name=value,name=value`, values as %XX where they need it (as OpenTelemetry has them). @throws ConfigError */
export function tracingHeaders(settings: Settings): Readonly<Record<string, string>> {
  const pairs = value(settings, 'OTEL_EXPORTER_OTLP_HEADERS')?.split(',') ?? [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = '', text = ''] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
      const isReadable = name !== '' && /^[\x21-\x7e ]*$/.test(text) && !/%(?![2-7][0-9a-f])/i.test(text);
      if (isReadable) return [name.toLowerCase(), decodeURIComponent(text)];
      throw new ConfigError('OTEL_EXPORTER_OTLP_HEADERS must be like name=value,name=value');
    }),
  );
}
