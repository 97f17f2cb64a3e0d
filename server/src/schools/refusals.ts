import type { PngProblem } from '../lib/png/png-parts.ts';
import { type DetailsOf, ownRefusals } from '../refusal.ts';

const LOGO_PROBLEMS: Readonly<
  Record<PngProblem | 'too_large', { readonly zh: string; readonly en: string }>
> = {
  not_png: { zh: '不是可以读取的图片', en: 'is not an image that can be read' },
  damaged: { zh: '已损坏或不完整', en: 'is damaged or incomplete' },
  animated: { zh: '是动态图片', en: 'is animated' },
  too_many_pixels: { zh: '长或宽超过 640 像素', en: 'is more than 640 pixels wide or high' },
  too_large: { zh: '保存后超过 64 KB', en: 'would take more than 64 KB' },
};

export const OWN_REFUSALS = ownRefusals({
  school_not_found: { zh: '学校不存在', en: 'School not found.' },
  school_exists: { zh: '该学校编号已被使用', en: 'This school number is taken.' },
  logo_unfit: {
    zh: ({ problem }: { readonly problem: PngProblem | 'too_large' }) =>
      `标志图片${LOGO_PROBLEMS[problem].zh}，请换一张图片`,
    en: ({ problem }) => `The logo ${LOGO_PROBLEMS[problem].en}. Choose another image.`,
  },
});

declare module '../refusal.ts' {
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
