import type { Routes } from '@zhixiao/contract/console/routes';
import { useEffect, useRef, useState } from 'react';
import { look } from '../../api/call.ts';
import { Brand } from '../../components/brand.tsx';
import { useWords } from '../../language/language.tsx';

type School = Routes['GET /sign-in/brand']['answer'];

const WORDS = {
  zh: { product: '知校聚合支付', promise: '缴费、退款、票据、对账，每一笔都有着落' },
  en: { product: 'Zhixiao Pay', promise: 'Payments, refunds, invoices and bills: every yuan accounted for' },
};

/** Whose console it is, in the school's colour where there is one school; our own mark until that is known. */
export function SchoolSide() {
  const words = useWords(WORDS);
  const [school, setSchool] = useState<School>({});
  const side = useRef<HTMLElement>(null);
  useEffect(() => {
    let isWanted = true;
    look('GET /sign-in/brand').then(
      (answer) => {
        if (!isWanted) return;
        setSchool(answer);
        if (answer.ground !== undefined) side.current?.style.setProperty('--school', answer.ground);
      },
      // it is decoration: whoever signs in hears of what does not work
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return (
    <section ref={side} className="entrance-side">
      {school.logo === undefined ? <Brand /> : <img className="school-logo" src={school.logo} alt="" />}
      <p className="school-name">{school.name ?? words.product}</p>
      <p className="entrance-promise">{words.promise}</p>
    </section>
  );
}
