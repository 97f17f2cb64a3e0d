import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Grid, Layout } from 'antd';
import { useState } from 'react';
import { useWords } from '../language/language.tsx';
import { usePlace } from '../routing/location.ts';
import { NavigationMenu } from './navigation-menu.tsx';

const WORDS = { zh: { navigation: '导航' }, en: { navigation: 'Navigation' } };
const WIDTH = 208;

/**
 * The menu and the button that shows it: beside the page where there is room for both, else over it, until a page
 * is chosen.
 */
export function useNavigation() {
  const { path } = usePlace();
  const isNarrow = !Grid.useBreakpoint().lg;
  const [isBeside, setBeside] = useState(true);
  // the page that it was opened over: over another one it is not open
  const [over, setOver] = useState<string>();
  const isOver = over === path;
  const toggle = () => (isNarrow ? setOver(isOver ? undefined : path) : setBeside(!isBeside));
  const button = <MenuButton isOpen={isNarrow ? isOver : isBeside} onClick={toggle} />;
  if (!isNarrow) return { button, menu: isBeside && <MenuBeside /> };
  const close = () => setOver(undefined);
  const menu = (
    <MenuOver
      isOpen={isOver}
      // to the button only when nothing was chosen: another page has the focus at its heading
      returnsFocus={over === undefined}
      onChoose={(chosen) => chosen === path && close()}
      onClose={close}
      onClosed={close}
    />
  );
  return { button, menu };
}

function MenuButton({ isOpen, onClick }: { isOpen: boolean; onClick: () => void }) {
  const words = useWords(WORDS);
  return (
    <Button
      type="text"
      icon={<MenuOutlined />}
      aria-label={words.navigation}
      aria-expanded={isOpen}
      onClick={onClick}
    />
  );
}

function MenuBeside() {
  const words = useWords(WORDS);
  return (
    <Layout.Sider width={WIDTH} theme="light">
      <nav aria-label={words.navigation}>
        <NavigationMenu />
      </nav>
    </Layout.Sider>
  );
}

function MenuOver(props: {
  isOpen: boolean;
  returnsFocus: boolean;
  onChoose: (path: string) => void;
  onClose: () => void;
  /** It has gone, for whatever reason. */
  onClosed: () => void;
}) {
  const words = useWords(WORDS);
  return (
    <Drawer
      open={props.isOpen}
      placement="left"
      size={WIDTH}
      closable={false}
      destroyOnHidden
      aria-label={words.navigation}
      classNames={{ body: 'menu-over' }}
      focusable={{ focusTriggerAfterClose: props.returnsFocus }}
      onClose={props.onClose}
      afterOpenChange={(isOpen) => isOpen || props.onClosed()}
    >
      <nav aria-label={words.navigation}>
        <NavigationMenu onChoose={props.onChoose} />
      </nav>
    </Drawer>
  );
}
