import type { Routes } from '@zhixiao/contract/console/routes';
import { useEffect, useState } from 'react';
import { look } from '../../api/call.ts';
import { Brand } from '../../components/brand.tsx';

type School = Routes['GET /sign-in/brand']['answer'];

/** Whose console it is, where there is one school; our own mark until that is known. */
export function SchoolName() {
  const [school, setSchool] = useState<School>({});
  useEffect(() => {
    let isWanted = true;
    look('GET /sign-in/brand').then(
      (answer) => isWanted && setSchool(answer),
      // it is decoration: whoever signs in hears of what does not work
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return (
    <>
      {school.logo === undefined ? <Brand /> : <img className="school-logo" src={school.logo} alt="" />}
      {school.name !== undefined && <p className="school-name">{school.name}</p>}
    </>
  );
}
