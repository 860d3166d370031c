import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Loading } from '../../../../ui/Loading.tsx';
import { api } from '../../../connection/api.ts';
import { ListsEditor } from '../kinds/ListsEditor.tsx';
import { MatrixGrid } from '../kinds/MatrixGrid.tsx';
import { ThresholdsForm } from '../kinds/ThresholdsForm.tsx';
import type { Contents } from '../policy.ts';
import classes from './draft.module.css';
import { RulesEditor } from './RulesEditor.tsx';
import type { Editing } from './use-editing.ts';

/** The form that fits the kind. */
export function EditContent({ editing, readOnly }: { readonly editing: Editing; readonly readOnly: boolean }) {
  const { kind } = editing.detail.draft;
  const { content, change, issues } = editing;
  const catalogue = useQuery({ ...api.tuning.catalogue.queryOptions(), enabled: kind === 'rules' });
  switch (kind) {
    case 'rules':
      if (catalogue.data === undefined)
        return (
          <Loading>
            <Skeleton height={300} />
          </Loading>
        );
      return (
        <div className={classes.withRules}>
          <RulesEditor editing={editing} rules={content as Contents['rules']} readOnly={readOnly} catalogue={catalogue.data} />
        </div>
      );
    case 'lists':
      return <ListsEditor lists={content as Contents['lists']} readOnly={readOnly} issues={issues} onChange={change} />;
    case 'matrix':
      return <MatrixGrid matrix={content as Contents['matrix']} onChange={readOnly ? null : change} />;
    case 'thresholds':
      return <ThresholdsForm thresholds={content as Contents['thresholds']} onChange={readOnly ? null : change} />;
  }
}
