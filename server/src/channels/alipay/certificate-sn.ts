import { createHash, X509Certificate } from 'node:crypto';

/** The number Alipay knows a certificate by: md5 of its issuer, last part first, and its decimal serial. */
export function certificateSn(certificate: X509Certificate): string {
  const issuer = certificate.issuer.split('\n').reverse().join(',');
  const serial = BigInt(`0x${certificate.serialNumber}`).toString(10);
  return createHash('md5').update(`${issuer}${serial}`, 'utf8').digest('hex');
}

/** The number of Alipay's root bundle: those of its RSA-signed certificates; it also holds SM2 ones. */
export function rootCertificateSn(bundle: string): string {
  return (bundle.match(CERTIFICATE) ?? [])
    .map((pem) => new X509Certificate(pem))
    .filter(({ signatureAlgorithmOid }) => signatureAlgorithmOid.startsWith(RSA_SIGNATURES))
    .map(certificateSn)
    .join('_');
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const RSA_SIGNATURES = '1.2.840.113549.1.1.';
