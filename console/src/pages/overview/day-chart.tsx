import type { OverviewView } from '@zhixiao/contract/console/overview';
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../../language/language.tsx';

use([BarChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Money in and back by day, in yuan; the table below it says the same. */
export function DayChart(props: {
  days: readonly Pick<OverviewView['byDay'][number], 'day' | 'received' | 'refunded'>[];
  words: { received: string; refunded: string; yuan: string };
  label: string;
}) {
  const { days, words, label } = props;
  const { language } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return undefined;
    // what it says to screen readers is otherwise in the language in which the console was loaded
    const locale = language.toUpperCase();
    const chart = init(place.current, undefined, { renderer: 'svg', locale });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    chart.setOption({
      aria: { enabled: true },
      animation: false,
      tooltip: { trigger: 'axis' },
      legend: { top: 0, right: 16 },
      grid: { left: 72, right: 16, top: 40, bottom: 32 },
      xAxis: { type: 'category', data: days.map(({ day }) => day) },
      yAxis: { type: 'value', name: words.yuan },
      series: [
        {
          name: words.received,
          type: 'bar',
          barMaxWidth: 40,
          color: '#1d5fbf',
          data: days.map((day) => day.received.amount / 100),
        },
        {
          name: words.refunded,
          type: 'bar',
          barMaxWidth: 40,
          color: '#b45309',
          data: days.map((day) => day.refunded.amount / 100),
        },
      ],
    });
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [days, language, words.received, words.refunded, words.yuan]);
  return <div ref={place} role="img" aria-label={label} className="chart" />;
}
