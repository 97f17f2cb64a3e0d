import { type Colours, DARK, LIGHT, RADII, SHADES, SIZES } from '@zhixiao/contract/design/tokens';
import type { ThemeConfig } from 'antd';

/** As high as a finger needs (44 px), in px. */
const TOUCHED = 44;

/** The component kit's theme, made of the design's values; on a phone what is touched is larger. */
export function kitTheme(isDark: boolean, isPhone: boolean): ThemeConfig {
  const colours = isDark ? DARK : LIGHT;
  const components = componentsOf(colours);
  return {
    token: {
      ...tokenOf(colours),
      boxShadowTertiary: isDark ? SHADES.dark.shade : SHADES.light.shade,
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      ...(isPhone ? { controlHeight: TOUCHED, controlHeightSM: TOUCHED, controlHeightLG: TOUCHED } : {}),
    },
    components: {
      ...components,
      ...(isPhone
        ? {
            Button: { ...components.Button, paddingInlineSM: 12 },
            // a calendar with cells as large would be wider than the screen
            DatePicker: { ...components.DatePicker, cellWidth: 42, cellHeight: 28, textHeight: 36 },
            Select: { ...components.Select, multipleItemHeight: 32 },
          }
        : {}),
    },
  };
}

function tokenOf(colours: Colours) {
  return {
    fontFamily: 'var(--face)',
    fontFamilyCode: 'var(--mono)',
    fontSize: SIZES.text,
    borderRadius: RADII[1],
    borderRadiusLG: RADII[2],
    colorPrimary: colours.accent,
    colorPrimaryHover: colours.accentHover,
    colorPrimaryActive: colours.accentHover,
    colorPrimaryBg: colours.accentGround,
    colorPrimaryText: colours.accent,
    colorInfo: colours.accent,
    colorInfoBg: colours.accentGround,
    colorInfoBorder: colours.accentGround,
    colorLink: colours.accent,
    colorLinkHover: colours.accentHover,
    colorLinkActive: colours.accentHover,
    colorError: colours.bad,
    colorErrorHover: colours.badHover,
    colorErrorActive: colours.badHover,
    colorErrorText: colours.bad,
    colorErrorBg: colours.badGround,
    colorErrorBorder: colours.badGround,
    colorWarning: colours.warn,
    colorWarningBg: colours.warnGround,
    colorWarningBorder: colours.warnGround,
    colorSuccess: colours.good,
    colorSuccessBg: colours.goodGround,
    colorSuccessBorder: colours.goodGround,
    // what the kit derives itself, such as what is disabled, comes of these two
    colorTextBase: colours.ink,
    colorBgBase: colours.card,
    // a tooltip is the other way round
    colorBgSpotlight: colours.ink,
    colorText: colours.ink,
    colorTextHeading: colours.ink,
    colorTextSecondary: colours.soft,
    colorTextTertiary: colours.soft,
    colorTextDescription: colours.soft,
    colorTextPlaceholder: colours.still,
    colorTextLightSolid: colours.accentInk,
    colorIcon: colours.still,
    colorIconHover: colours.ink,
    colorBgLayout: colours.ground,
    colorBgContainer: colours.card,
    colorBgElevated: colours.raised,
    colorBorder: colours.edge,
    colorBorderSecondary: colours.line,
    colorSplit: colours.line,
  } satisfies ThemeConfig['token'];
}

function componentsOf(colours: Colours) {
  return {
    Button: {
      primaryColor: colours.accentInk,
      dangerColor: colours.accentInk,
      primaryShadow: 'none',
      dangerShadow: 'none',
      defaultShadow: 'none',
    },
    Menu: {
      groupTitleColor: colours.soft,
      itemColor: colours.ink,
      itemSelectedColor: colours.accent,
      itemSelectedBg: colours.accentGround,
      itemHeight: 36,
      itemBorderRadius: RADII[1],
      itemMarginInline: 8,
      itemBg: 'transparent',
      activeBarBorderWidth: 0,
      groupTitleFontSize: SIZES.label,
    },
    Layout: { bodyBg: colours.ground, siderBg: colours.card, lightSiderBg: colours.card },
    Table: {
      headerBg: colours.tint,
      headerColor: colours.soft,
      headerSplitColor: 'transparent',
      rowHoverBg: colours.tint,
      cellFontSize: SIZES.text,
      borderColor: colours.line,
    },
    Select: { optionSelectedBg: colours.accentGround, optionActiveBg: colours.tint },
    // days of other months are text too
    DatePicker: { colorTextDisabled: colours.still },
    Descriptions: { labelBg: colours.tint, labelColor: colours.soft },
  } satisfies ThemeConfig['components'];
}
