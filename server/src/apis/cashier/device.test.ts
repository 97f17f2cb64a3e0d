import { expect, test } from 'vitest';
import { deviceOf } from './device.ts';

const ANDROID =
  'Mozilla/5.0 (Linux; Android 13; M2102K1C Build/TKQ1; wv) AppleWebKit/537.36 (KHTML, like Gecko)';
const CHROME = 'Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const HARMONY =
  'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';

const AGENTS: Record<ReturnType<typeof deviceOf>, readonly string[]> = {
  wechat: [
    `${ANDROID} Version/4.0 Chrome/111.0.5563.116 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20230805 MMWEBID/4650 MicroMessenger/8.0.42.2460(0x28002A58) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64`,
    `${ANDROID} Version/4.0 Chrome/57.0.2987.132 MQQBrowser/6.2 TBS/044304 Mobile Safari/537.36 MicroMessenger/6.7.3.1360(0x26070333) NetType/WIFI Language/zh_CN Process/tools`,
    `${IPHONE} Mobile/15E148 MicroMessenger/8.0.44(0x18002c2f) NetType/4G Language/zh_CN`,
    'mozilla/5.0 (iphone; cpu iphone os 9_2 like mac os x) applewebkit/601.1.46 (khtml, like gecko) mobile/13c75 micromessenger/6.3.9 nettype/wifi language/zh_cn',
    `${IPAD} Mobile/15E148 MicroMessenger/8.0.16(0x18001042) NetType/WIFI Language/zh_CN`,
    `${MAC} Mobile/15E148 MicroMessenger/8.0.38(0x18002633) NetType/WIFI Language/zh_CN`,
    `${HARMONY} Safari/537.36 ArkWeb/4.1.6.1 Mobile MicroMessenger/8.0.10.52(0x28000a34) Weixin NetType/WIFI Language/zh_CN`,
    'Mozilla/5.0 (Linux; Android 12; HarmonyOS; ELS-AN00; HMSCore 6.13.0.302) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36 MicroMessenger/8.0.40 NetType/WIFI',
    'MicroMessenger Client',
  ],
  alipay: [
    'Mozilla/5.0 (Linux; U; Android 9; zh-CN; MI MAX 3 Build/PKQ1.190714.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/69.0.3497.100 UWS/3.20.0.32 Mobile Safari/537.36 UCBS/3.20.0.32_191012190528 NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:4G,ws:393|0|2.75) AliApp(AP/10.1.78.7000) AlipayClient/10.1.78.7000 Language/zh-Hans useStatusBar/true isConcaveScreen/true Region/CN',
    `${IPHONE} Mobile/17G68 Ariver/1.1.0 AliApp(AP/10.2.30.6000) Nebula WK RVKType(1) AlipayDefined(nt:WIFI,ws:414|672|3.0) AlipayClient/10.2.30.6000 Alipay Language/zh Region/CN NebulaX/1.0.0`,
    `${HARMONY} Safari/537.36 ArkWeb/4.1.6.1 Mobile AliApp(AP/10.6.80.0) AlipayClient/10.6.80.0 Language/zh-Hans`,
  ],
  wecom: [
    `${IPHONE} Mobile/15E148 wxwork/3.1.16 MicroMessenger/7.0.1 Language/zh ColorScheme/Dark`,
    `${ANDROID} Version/4.0 Chrome/57.0.2987.132 MQQBrowser/6.2 TBS/044409 Mobile Safari/537.36 wxwork/2.7.2 MicroMessenger/6.3.22 NetType/WIFI Language/zh`,
    `${ANDROID} ${CHROME} wxwork/4.1.20 MicroMessenger/7.0.1 NetType/WIFI Language/zh Lang/zh ColorScheme/Light`,
    `${IPAD} Mobile/15E148 wxwork/4.1.6 MicroMessenger/7.0.1 Language/zh`,
    `${HARMONY} Safari/537.36 ArkWeb/4.1.6.1 Mobile wxwork/5.0.1 MicroMessenger/7.0.1 Language/zh`,
    // a mini-program inside 企业微信, and its editions for authorities
    `${IPHONE} Mobile/15E148 wxwork/4.1.6 MicroMessenger/7.0.1 Language/zh miniProgram/wx0000000000000000`,
    `${ANDROID} ${CHROME} wxworklocal/2.5.30 wwlocal/2.5.30 wxwork/3.0.0 appname/wxworklocal MicroMessenger/7.0.1`,
  ],
  mini_program: [
    `${IPHONE} Mobile/15E148 MicroMessenger/8.0.31(0x18001f2f) NetType/WIFI Language/zh_CN miniProgram/wx73247c7819d61796`,
    `${ANDROID} ${CHROME} XWEB/1110005 MMWEBSDK/20230805 MMWEBID/4650 MicroMessenger/8.0.42.2460(0x28002A58) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64 miniProgram/wxcb459ae1e3e8f9f2`,
    `${ANDROID} ${CHROME} MiniProgram AliApp(AP/10.5.96.8000) AlipayClient/10.5.96.8000 Language/zh-Hans`,
  ],
  desktop: [
    `${WINDOWS} Chrome/126.0.0.0 Safari/537.36`,
    `${MAC} Version/17.4 Safari/605.1.15`,
    `${LINUX} Chrome/126.0.0.0 Safari/537.36`,
    'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko',
    'Mozilla/5.0 (PC; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1',
    // WeChat
    `${WINDOWS} Chrome/107.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090719) XWEB/8351`,
    `${WINDOWS} Chrome/132.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) UnifiedPCWindowsWechat(0xf2541022) XWEB/16467 Flue`,
    'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/53.0.2785.116 Safari/537.36 QBCore/4.0.1320.400 QQBrowser/9.0.2524.400 NetType/WIFI MicroMessenger/6.5.2.501',
    `${MAC} MicroMessenger/6.8.0(0x16080000) MacWechat/3.3(0x13030013) NetType/WIFI WindowsWechat`,
    `${MAC} Chrome/144.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Mac MacWechat/WMPF MacWechat/3.8.7(0x13080712) UnifiedPCMacWechat(0xf2641c1d) XWEB/25300`,
    `${LINUX} Chrome/116.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Linux UnifiedPCLinuxWechat(0xf2541100) XWEB/13639`,
    `${WINDOWS} Chrome/132.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF WindowsWechat(0x63090a13) UnifiedPCWindowsWechat(0xf254162e) XWEB/18163 miniProgram/wxde8ac0a21135c07d`,
    // 企业微信
    'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.5304.110 Safari/537.36 Language/zh ColorScheme/Light wxwork/5.0.11 (MicroMessenger/6.2) WindowsWechat  MailPlugin_Electron WeMail embeddisk wwmver/3.26.511.637 noMediaCs/true',
    `${MAC} wxwork/4.0.8 (MicroMessenger/6.2) WeMail Language/zh MacWechat`,
    `${LINUX} Chrome/107.0.0.0 Safari/537.36 wxwork/4.1.0 (MicroMessenger/6.2)`,
    // other apps
    `${WINDOWS} Chrome/108.0.0.0 Safari/537.36 Lark/7.30.5 LarkLocale/zh_CN`,
    `${MAC} Chrome/118.0.0.0 Safari/537.36 DingTalk(7.5.10-macOS-31190000) nw Channel/201200`,
    '',
    'curl/8.5.0',
  ],
  in_app: [
    'Mozilla/5.0 (Linux; U; Android 8.1.0; zh-CN; BLA-AL00 Build/HUAWEIBLA-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/57.0.2987.108 UCBrowser/11.9.4.974 UWS/2.13.1.48 Mobile Safari/537.36 AliApp(DingTalk/4.5.11) com.alibaba.android.rimet/10487439 Channel/227200 language/zh-CN',
    `${IPHONE} Mobile/18A373 AliApp(DingTalk/5.1.33) com.laiwang.DingTalk/13976299 Channel/201200 language/zh-Hans-CN WK`,
    `${IPHONE} Mobile/15E148 Lark/7.20.6 LarkLocale/zh_CN ChannelName/Feishu`,
    `${ANDROID} ${CHROME} Lark/7.20.6 LarkLocale/zh_CN`,
    `${ANDROID} Version/4.0 Chrome/89.0.4389.72 MQQBrowser/6.2 TBS/046141 Mobile Safari/537.36 V1_AND_SQ_8.9.50_3898_YYB_D A_8095000 QQ/8.9.50.10650 NetType/WIFI WebP/0.3.0`,
    `${IPHONE} Mobile/15E148 QQ/9.0.8.617 V1_IPH_SQ_9.0.8_1_APP_A Pixel/1170`,
    `${IPHONE} Mobile/15E148 Weibo (iPhone14,5__weibo__13.10.0__iphone__os17.0)`,
    `${ANDROID} ${CHROME} aweme_270500 ByteLocale/zh-CN AppName/aweme`,
    `${IPHONE} Mobile/15E148 AliApp(TB/10.30.0) WindVane/8.7.2`,
  ],
  phone: [
    `${IPHONE} Version/17.2 Mobile/15E148 Safari/604.1`,
    'Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; U; Android 12; zh-cn; M2102K1C) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/98.0 MQQBrowser/13.7 Mobile Safari/537.36 COVC/046333',
    `${IPHONE} Version/16.0 MQQBrowser/13.8.1 Mobile/15E148 Safari/604.1 QBWebViewUA/2`,
    `${HARMONY} Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.3.351`,
    'Mozilla/5.0 (Linux; Android 10; HarmonyOS; ANA-AN00; HMSCore 6.13.0.302) AppleWebKit/537.36 Chrome/99.0 HuaweiBrowser/14.0.4.301 Mobile Safari/537.36',
    `${IPAD} Version/15.0 Mobile/15E148 Safari/604.1`,
    'Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1',
  ],
};

test.each(Object.entries(AGENTS).flatMap(([device, agents]) => agents.map((agent) => [device, agent])))(
  '%s: %s',
  (device, agent) => {
    expect(deviceOf(agent)).toBe(device);
  },
);

test('no user agent is long to look at', () => {
  const long = ['(iPhone '.repeat(8_000), '\\('.repeat(16_000), 'MicroMessenger'.repeat(4_000)];
  const startedAt = performance.now();
  for (const agent of long) deviceOf(agent);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
