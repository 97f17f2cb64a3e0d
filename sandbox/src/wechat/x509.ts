import { type KeyObject, sign } from 'node:crypto';

/** What a certificate says. Times are milliseconds since the epoch. */
export interface CertificateTerms {
  /** 40 upper-case hex digits, the first below 8. */
  readonly serial: string;
  readonly commonName: string;
  readonly validFrom: number;
  readonly validTo: number;
  readonly publicKey: KeyObject;
  /** The issuer's. */
  readonly privateKey: KeyObject;
}

/** A self-signed certificate in PEM. */
export function selfSignedCertificate(terms: CertificateTerms): string {
  return issuedCertificate(terms, terms.commonName);
}

/**
 * A certificate of the issuer with this common name, in PEM: the smallest RSA-signed X.509 v3 that
 * parsers take (RFC 5280, 4.1).
 */
export function issuedCertificate(terms: CertificateTerms, issuer: string): string {
  const algorithm = sequence(objectIdentifier(SHA256_WITH_RSA), element(NULL));
  const content = sequence(
    element(CONTEXT_0, element(INTEGER, Buffer.of(2))),
    element(INTEGER, Buffer.from(terms.serial, 'hex')),
    algorithm,
    nameOf(issuer),
    sequence(time(terms.validFrom), time(terms.validTo)),
    nameOf(terms.commonName),
    terms.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('RSA-SHA256', content, terms.privateKey);
  const certificate = sequence(content, algorithm, element(BIT_STRING, Buffer.of(0), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_0 = 0xa0;

// Already in their encoded form.
const SHA256_WITH_RSA = '2a864886f70d01010b';
const COMMON_NAME = '550403';

function element(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), lengthOf(body), body]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.of(0x80 | digits.length), digits]);
}

function sequence(...content: Buffer[]): Buffer {
  return element(SEQUENCE, ...content);
}

function nameOf(commonName: string): Buffer {
  const value = element(UTF8_STRING, Buffer.from(commonName));
  return sequence(element(SET, sequence(objectIdentifier(COMMON_NAME), value)));
}

function objectIdentifier(encoded: string): Buffer {
  return element(OBJECT_IDENTIFIER, Buffer.from(encoded, 'hex'));
}

/** Up to 2049 in two digits of year, from 2050 in four. */
function time(at: number): Buffer {
  const digits = `${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return digits < '2050'
    ? element(UTC_TIME, Buffer.from(digits.slice(2)))
    : element(GENERALIZED_TIME, Buffer.from(digits));
}
