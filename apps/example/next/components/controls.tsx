import type { ReactNode } from 'react';
import { actionTitles, type Action, type DemoState } from '../../src/demo/state.ts';

interface ControlsProps extends Pick<DemoState, 'fault' | 'bursting'> {
  act(action: Action): Promise<void>;
}

const groups: readonly { readonly title: string; readonly actions: readonly Action[] }[] = [
  { title: 'Load', actions: ['burst'] },
  { title: 'Token', actions: ['last-minute', 'revoke'] },
  { title: 'Issuer', actions: ['down', 'slow', 'hanging', 'wrong-credentials'] },
  { title: 'And then', actions: ['normal'] },
];

const hints: Readonly<Record<Action, string>> = {
  burst: 'at once, through the four adapters',
  'last-minute': 'the sticky trap: the issuer re-serves it',
  revoke: 'the API answers 401 to living tokens',
  down: '503, while tokens are due',
  slow: '3 s for each exchange',
  hanging: 'takes requests, never answers',
  'wrong-credentials': '401, while tokens are due',
  normal: 'nothing is wrong any more',
};

/**
 * The buttons. None is ever disabled, so that none loses the focus; a burst during a burst is none. A fault that lasts
 * is the current one of its group, not pressed: pressing it again does not end it.
 */
export function Controls({ fault, bursting, act }: ControlsProps): ReactNode {
  return (
    <section id="controls" className="controls" aria-label="What to do to them" tabIndex={-1}>
      {groups.map(({ title, actions }) => (
        <fieldset key={title} data-count={actions.length}>
          <legend>{title}</legend>
          {actions.map((action) => {
            const active = action === fault || (action === 'burst' && bursting);
            const lasting = title === 'Issuer';
            return (
              <button
                key={action}
                type="button"
                data-action={action}
                data-active={active}
                aria-current={lasting ? active : undefined}
                aria-disabled={action === 'burst' && bursting ? true : undefined}
                aria-describedby={`hint-${action}`}
                onClick={() => void act(action)}
              >
                <span className="title">{actionTitles[action]}</span>
                <span className="hint" id={`hint-${action}`} aria-hidden="true">
                  {hints[action]}
                </span>
              </button>
            );
          })}
        </fieldset>
      ))}
    </section>
  );
}
