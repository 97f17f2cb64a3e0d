import type { IdentityType } from '@zhixiao/contract/codes/directory';
import type { RosterNews } from '@zhixiao/contract/console/directory';
import { Button, Form, Select, Space, Upload } from 'antd';
import { useState } from 'react';
import { addressOf, CallError } from '../../api/call.ts';
import { follow } from '../../api/follow.ts';
import { useAction } from '../../api/use-action.ts';
import { base64Of } from '../../components/base64.ts';
import { PersonalDownload } from '../../components/personal-download.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SchoolSelect, useOneSchool } from '../../components/school-select.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { type Going, hasLinesToImport, ImportReport, NOTHING_YET, withNews } from './import-report.tsx';
import { WORDS as PERSON_WORDS } from './person-words.ts';
import { WORDS } from './roster-words.ts';

/** What a request's body holds, in base64 and with room to spare. */
const FILE_MAX_BYTES = 5_500_000;

/** Imports a school's people from a file, after a look at what it would do; and takes them away as one. */
export function Page() {
  const words = useWords(WORDS);
  const { identity } = useWords(PERSON_WORDS);
  const school = useOneSchool();
  const { schoolId } = school;
  const [file, setFile] = useState<File>();
  const [identityType, setIdentityType] = useState<IdentityType>(1);
  const [going, setGoing] = useState<Going>();
  const run = useAction(async (isPreview: boolean, chosen: File | undefined = file) => {
    if (!chosen) return;
    if (chosen.size > FILE_MAX_BYTES)
      throw new CallError({
        code: 'too_large',
        message: WORDS.zh.tooLarge,
        inEnglish: WORDS.en.tooLarge,
      });
    setGoing({ ...NOTHING_YET, isPreview, of: { schoolId, identityType } });
    const content = await base64Of(chosen);
    const params = { schoolId, content, isPreview, identityType };
    await follow('POST /directory/roster', params, (news: RosterNews) =>
      setGoing((before) => before && withNews(before, news)),
    );
  });
  // what was looked at for one school says nothing of another
  const isOfThis = going?.of.schoolId === schoolId && going.of.identityType === identityType;
  const preview = isOfThis && going.isPreview ? going.report : undefined;
  const mayImport = preview !== undefined && hasLinesToImport(preview);
  return (
    <>
      <p>
        <Link to="/directory">{words.back}</Link>
      </p>
      <section className="part">
        <h2>{words.import}</h2>
        <p>{words.columns}</p>
        <Form layout="vertical" className="narrow">
          <SchoolSelect school={school} />
          <Form.Item label={words.file}>
            <Upload
              disabled={run.isBusy}
              accept=".csv,.xlsx,.xlsm,.xltx,.txt,.tsv,.xls,.et,.ods,.xlsb"
              maxCount={1}
              fileList={file ? [{ uid: file.name, name: file.name }] : []}
              beforeUpload={(chosen) => {
                setFile(chosen);
                setGoing(undefined);
                // what it would do is asked for at once
                void run.run(true, chosen);
                return false;
              }}
              onRemove={() => {
                setFile(undefined);
                setGoing(undefined);
              }}
            >
              <Button>{words.choose}</Button>
            </Upload>
          </Form.Item>
          <Form.Item label={words.identity} htmlFor="identity-type">
            <Select
              disabled={run.isBusy}
              id="identity-type"
              value={identityType}
              onChange={setIdentityType}
              options={identity.map((label, value) => ({ value: value as IdentityType, label }))}
            />
          </Form.Item>
          <Space wrap>
            <Button
              type={mayImport ? 'default' : 'primary'}
              disabled={!file}
              loading={run.isBusy}
              onClick={() => run.run(true)}
            >
              {words.preview}
            </Button>
            <Button
              type={mayImport ? 'primary' : 'default'}
              disabled={!mayImport}
              loading={run.isBusy}
              onClick={() => run.run(false)}
            >
              {words.run}
            </Button>
          </Space>
        </Form>
        <RefusalAlert error={run.error ?? going?.refused} />
        {going && isOfThis && <ImportReport going={going} isBusy={run.isBusy} />}
      </section>
      <section className="part">
        <h2>{words.export}</h2>
        <p>{words.exportHint}</p>
        <PersonalDownload hrefFor={(reason) => addressOf('GET /directory/roster', { schoolId, reason })}>
          {words.export}
        </PersonalDownload>
      </section>
    </>
  );
}
