import { Mono } from '../../../ui/Mono.tsx';
import { TextLink } from '../../shell/TextLink.tsx';

/** Leads to the page of a customer. */
export function CustomerLink({ id }: { readonly id: string }) {
  return (
    <TextLink to="/customers/$accountId" params={{ accountId: id }}>
      <Mono>{id}</Mono>
    </TextLink>
  );
}
