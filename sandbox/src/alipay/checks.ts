import { X509Certificate } from 'node:crypto';
import { instantOf } from '../shanghai-time.ts';
import type { Alipay } from './alipay.ts';
import { AlipayError, invalid, missing } from './alipay-error.ts';
import { type AlipayApp, findApp } from './app-store.ts';
import { certificateNumber, contentToSign, type Parameters, verifiesRsa2 } from './signature.ts';

/**
 * Who is calling and whether the common parameters are in order: the application first, then their
 * form, the certificates, the signature, the method, the permission.
 * @throws AlipayError
 */
export function authenticate(
  alipay: Alipay,
  parameters: Parameters,
  isMethod: (method: string) => boolean,
): AlipayApp {
  const { app_id: appId, method } = parameters;
  if (!appId) throw missing('app-id', '缺少AppID参数');
  const app = findApp(alipay.store, appId);
  if (!app) throw invalid('invalid-app-id', '无效的AppID参数');
  checkForm(parameters);
  if (app.certificatePem !== null) checkCertificates(alipay, app.certificatePem, parameters);
  checkSignature(app, parameters);
  if (!method) throw missing('method', '缺少方法名参数');
  if (!isMethod(method)) throw invalid('invalid-method', '不存在的方法名');
  if (app.deniedMethods.includes(method)) {
    throw new AlipayError('40006', 'isv.insufficient-isv-permissions', '应用未获得该接口的权限');
  }
  return app;
}

function checkForm(parameters: Parameters): void {
  const { sign_type: signType, charset, format, version, timestamp } = parameters;
  if (!signType) throw missing('signature-type', '缺少签名类型');
  if (signType !== 'RSA2') throw invalid('invalid-signature-type', '无效签名类型，应为 RSA2');
  if (charset && charset.toLowerCase() !== 'utf-8')
    throw invalid('invalid-charset', '编码集错误，应为 utf-8');
  if (format && format.toUpperCase() !== 'JSON') throw invalid('invalid-format', '无效的数据格式');
  if (!version) throw missing('version', '缺少版本参数');
  if (version !== '1.0') throw invalid('invalid-version', '无效的版本参数');
  if (!timestamp) throw missing('timestamp', '缺少时间戳参数');
  if (instantOf(timestamp) === undefined) throw invalid('invalid-timestamp', '非法的时间戳参数');
}

function checkCertificates({ platform, clock }: Alipay, pem: string, parameters: Parameters): void {
  const { app_cert_sn: appSn, alipay_root_cert_sn: rootSn } = parameters;
  if (!appSn) throw missing('app-cert-sn', '缺少应用公钥证书序列号');
  if (!rootSn) throw missing('alipay-root-cert-sn', '缺少支付宝根证书序列号');
  if (rootSn !== platform.rootSn) throw invalid('invalid-alipay-root-cert-sn', '支付宝根证书序列号非法');
  if (appSn !== certificateNumber(pem)) throw invalid('invalid-app-cert-sn', '应用公钥证书序列号非法');
  if (Date.parse(new X509Certificate(pem).validTo) < clock.now()) {
    throw invalid('app-cert-expired', '应用公钥证书已过期');
  }
}

function checkSignature({ publicKeyPem }: AlipayApp, parameters: Parameters): void {
  const { sign } = parameters;
  if (!sign) throw missing('signature', '缺少签名参数');
  if (!verifiesRsa2(publicKeyPem, contentToSign(parameters), sign)) {
    throw invalid('invalid-signature', '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配');
  }
}
