import { systemActor } from '../engine/actor.ts';
import { verifyAudit } from '../engine/audit/verify.ts';
import { type Command, parse, targetOptions, targetUsage, withEngine } from './command.ts';

const UNSOUND = 2;

export const verify: Command = {
  usage: `portcullis verify [target]

${targetUsage}

Exit code 0 when the trail is sound, ${UNSOUND} when it is not.`,

  async run(args, around) {
    const { values } = parse(args, targetOptions);
    return withEngine(values, around, async (engine) => {
      for await (const { checked, total, done, sound, firstBad } of verifyAudit(engine, systemActor('command-line'))) {
        if (!done) continue;
        if (sound) around.out(`The audit trail is sound: ${checked} of ${total} entries checked.`);
        else around.out(`The audit trail is NOT sound after ${checked} of ${total} entries. ${firstBad?.why ?? ''}`);
        return sound ? 0 : UNSOUND;
      }
      around.out('The audit trail is empty.');
      return 0;
    });
  },
};
