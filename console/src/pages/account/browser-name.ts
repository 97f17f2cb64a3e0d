/** Marks of user agents, the more special first: nearly every one names Chrome or Safari too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/wxwork/i, '企业微信'],
  [/DingTalk/i, '钉钉'],
  [/MicroMessenger/i, '微信'],
  [/360SE|360EE|QihooBrowser/i, '360'],
  [/MQQBrowser|QQBrowser/i, 'QQ'],
  [/HuaweiBrowser/i, 'Huawei'],
  [/MiuiBrowser/i, 'Mi'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/(Headless)?Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/OpenHarmony|HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
];

/** What a session runs in, as its owner would say it: "Chrome · Windows". The user agent itself where nothing is known of it. */
export function browserName(userAgent: string): string {
  const named = [BROWSERS, SYSTEMS].flatMap(
    (marks) => marks.find(([mark]) => mark.test(userAgent))?.[1] ?? [],
  );
  return named.length > 0 ? named.join(' · ') : userAgent;
}
