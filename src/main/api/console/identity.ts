import { compareIdentities } from '../../engine/identity/comparison.ts';
import { getIdentityRequest, listIdentityRequests, revealIdentityImage, revealIdentityRequest } from '../../engine/identity/requests.ts';
import { staff } from './context.ts';

export const identityRequests = {
  list: staff.identityRequests.list.handler(({ input, context: { engine, actor } }) => listIdentityRequests(engine, actor, input)),
  get: staff.identityRequests.get.handler(({ input, context: { engine, actor } }) => getIdentityRequest(engine, actor, input.id)),
  comparison: staff.identityRequests.comparison.handler(({ input, context: { engine, actor } }) =>
    compareIdentities(engine, actor, input.id),
  ),
  reveal: staff.identityRequests.reveal.handler(({ input, context: { engine, actor } }) => revealIdentityRequest(engine, actor, input)),
  image: staff.identityRequests.image.handler(({ input, context: { engine, actor } }) => revealIdentityImage(engine, actor, input)),
};
