import type { OverviewView } from '@zhixiao/contract/console/overview';
import { DARK, LIGHT } from '@zhixiao/contract/design/tokens';
import { groupedYuan } from '@zhixiao/contract/money';
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../../language/language.tsx';
import { useAppearance } from '../../theme/appearance.tsx';

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Money in and back by day, in yuan; the table below it says the same. */
export function DayChart(props: {
  days: readonly Pick<OverviewView['byDay'][number], 'day' | 'received' | 'refunded'>[];
  words: { received: string; refunded: string; yuan: string };
  label: string;
}) {
  const { days, words, label } = props;
  const { language } = useLanguage();
  const { isDark } = useAppearance();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return undefined;
    // what it says to screen readers is otherwise in the language in which the console was loaded
    const locale = language.toUpperCase();
    const chart = init(place.current, undefined, { renderer: 'svg', locale });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    const colours = isDark ? DARK : LIGHT;
    const text = { color: colours.soft };
    chart.setOption({
      textStyle: { fontFamily: getComputedStyle(place.current).fontFamily },
      aria: { enabled: true },
      animation: false,
      tooltip: {
        trigger: 'axis',
        // drawn in the picture: the content policy takes the styles of an element away
        renderMode: 'richText',
        backgroundColor: colours.raised,
        borderColor: colours.edge,
        textStyle: { color: colours.ink },
        valueFormatter: (value: unknown) => `¥${groupedYuan(Math.round(Number(value) * 100))}`,
      },
      legend: { top: 0, right: 16, textStyle: text },
      grid: { left: 72, right: 16, top: 40, bottom: 32 },
      xAxis: { type: 'category', axisLabel: text, data: days.map(({ day }) => day) },
      yAxis: {
        type: 'value',
        name: words.yuan,
        nameTextStyle: text,
        axisLabel: text,
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: [
        {
          name: words.received,
          type: 'bar',
          barMaxWidth: 40,
          color: colours.series,
          data: days.map((day) => day.received.amount / 100),
        },
        {
          name: words.refunded,
          type: 'bar',
          barMaxWidth: 40,
          color: colours.seriesBack,
          data: days.map((day) => day.refunded.amount / 100),
        },
      ],
    });
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [days, language, isDark, words.received, words.refunded, words.yuan]);
  return <div ref={place} role="img" aria-label={label} className="chart" />;
}
