import { createContext, type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';

/** Where the page's head has room for what can be done on the page; undefined until it is there. */
export const PageActionsPlace = createContext<HTMLElement | null>(null);

/** What can be done on a page as a whole, shown at the right of its title. */
export function PageActions({ children }: { children: ReactNode }) {
  const place = useContext(PageActionsPlace);
  return place && createPortal(children, place);
}
