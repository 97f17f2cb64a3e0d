export const WORDS = {
  zh: {
    titleOf: (school: string) => `${school} 的收银台外观`,
    preview: (school: string) => `${school}收银台预览，浅色与深色`,
    cashier: '收银台',
    button: '返回业务系统',
    logo: '学校标志',
    logoHint:
      'PNG、JPEG 或 WebP，10 MB 以内。显示在收银台、身份绑定、票据页面和电子收据上；深色屏幕上衬白底。',
    choose: '选择图片',
    remove: '移除标志',
    unreadable: '无法读取这张图片：请换一张 PNG、JPEG 或 WebP 图片。为防夹带程序，不接受 SVG。',
    colour: '学校颜色',
    pick: '选取颜色',
    colourHint: '用于按钮、链接、页首色条和电子收据的边框。',
    none: '不用颜色',
    darkened: (used: string) => `这个颜色太浅，文字会看不清。浅色屏幕和收据上改用加深后的 ${used}。`,
    contact: '咨询方式',
    contactHint: '订单过期、取消或票据出错时告诉付款人，例如“财务处 028-85400000，工作日 9:00–17:00”。',
    save: '保存',
    saved: '已保存，几秒后在收银台上生效',
  },
  en: {
    titleOf: (school: string) => `Checkout branding of ${school}`,
    preview: (school: string) => `Preview of the checkout of ${school}, light and dark`,
    cashier: 'Checkout',
    button: 'Back to the service',
    logo: 'Logo',
    logoHint:
      'PNG, JPEG or WebP, up to 10 MB. Shown on the checkout, the linking and receipt pages and on printed receipts, on white where the screen is dark.',
    choose: 'Choose an image',
    remove: 'Remove the logo',
    unreadable:
      'This image cannot be read. Choose a PNG, JPEG or WebP image. SVG is not accepted because it can contain code.',
    colour: 'Brand colour',
    pick: 'Pick a colour',
    colourHint: 'Used for buttons, links, the strip across the top and the frame of receipts.',
    none: 'No colour',
    darkened: (used: string) =>
      `This colour is too light to read. Light screens and receipts use ${used} instead.`,
    contact: 'Contact for payers',
    contactHint:
      'Shown when an order has expired or was cancelled, or a receipt could not be issued, for example “Finance office, 028-85400000”.',
    save: 'Save',
    saved: 'Saved. The checkout shows it within a few seconds.',
  },
};
