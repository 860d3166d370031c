import { ActionIcon, SegmentedControl, Slider, Tooltip } from '@mantine/core';
import { IconRefresh, IconRotateClockwise, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IdentityRequestDetail } from '../../../../../../shared/contract/console/identity.ts';
import type { DocumentSide } from '../../../../../../shared/vocabulary/index.ts';
import { locale } from '../../../../../i18n/i18n.ts';
import { share } from '../../../../../ui/format.ts';
import classes from './images.module.css';
import { Pane, Picture } from './Pane.tsx';
import { type Turn, turned, zoomed, zooms } from './picture.ts';
import type { Clear } from './use-reveal.ts';

type Which = 'old' | 'new';
type Turns = Readonly<Record<Which, Turn>>;

const UPRIGHT: Turns = { old: 0, new: 0 };
const MOST = zooms[zooms.length - 1] ?? 1;

interface ImagesProps {
  readonly request: IdentityRequestDetail;
  readonly clear: Clear | null;
}

/** The documents' images, beside or over each other, to be turned and looked at closely (FV-03). */
export function Images({ request, clear }: ImagesProps) {
  const { t } = useTranslation();
  const sides = sidesOf(request);
  const [chosen, setChosen] = useState<DocumentSide>('front');
  const [mode, setMode] = useState<'beside' | 'slider'>('beside');
  const [zoom, setZoom] = useState(1);
  const [turns, setTurns] = useState<Turns>(UPRIGHT);
  const side = sides.includes(chosen) ? chosen : sides[0];
  if (side === undefined) return <p className={classes.soft}>{t('caseBodies.images.none')}</p>;

  const imageOf = (which: Which) => request[which]?.images.find((image) => image.side === side);
  const both = imageOf('old') !== undefined && imageOf('new') !== undefined;
  const reset = () => {
    setZoom(1);
    setTurns(UPRIGHT);
  };
  return (
    <div className={classes.viewer}>
      <div className={classes.tools} role="toolbar" aria-label={t('caseBodies.images.title')}>
        {both && (
          <SegmentedControl
            size="xs"
            aria-label={t('caseBodies.images.mode')}
            value={mode}
            onChange={setMode}
            data={(['beside', 'slider'] as const).map((value) => ({ value, label: t(`caseBodies.images.${value}`) }))}
          />
        )}
        {sides.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t('caseBodies.images.side')}
            value={side}
            onChange={setChosen}
            data={sides.map((value) => ({ value, label: t(`caseBodies.images.${value}`) }))}
          />
        )}
        <span className={classes.group}>
          <Tool label={t('caseBodies.images.zoomOut')} disabled={zoom === 1} onClick={() => setZoom(zoomed(zoom, -1))}>
            <IconZoomOut size={16} aria-hidden />
          </Tool>
          <output className={classes.zoom} aria-label={t('caseBodies.images.zoomIs', { zoom: share(zoom, locale()) })}>
            {share(zoom, locale())}
          </output>
          <Tool label={t('caseBodies.images.zoomIn')} disabled={zoom === MOST} onClick={() => setZoom(zoomed(zoom, 1))}>
            <IconZoomIn size={16} aria-hidden />
          </Tool>
          <Tool label={t('caseBodies.images.reset')} onClick={reset}>
            <IconRefresh size={16} aria-hidden />
          </Tool>
        </span>
      </div>
      {both && mode === 'slider' ? (
        <Over request={request} side={side} clear={clear} zoom={zoom} turns={turns} />
      ) : (
        <Beside request={request} side={side} clear={clear} zoom={zoom} turns={turns} onTurn={setTurns} />
      )}
    </div>
  );
}

const sidesOf = ({ old, new: fresh }: IdentityRequestDetail): readonly DocumentSide[] => {
  const have = new Set([...(old?.images ?? []), ...(fresh?.images ?? [])].map(({ side }) => side));
  return (['front', 'back'] as const).filter((side) => have.has(side));
};

interface ToolProps {
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Tool({ label, disabled = false, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick} disabled={disabled}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

interface ViewProps extends ImagesProps {
  readonly side: DocumentSide;
  readonly zoom: number;
  readonly turns: Turns;
}

/** Two panes that scroll together, so that both show the same part of the document. */
function Beside({ request, side, clear, zoom, turns, onTurn }: ViewProps & { readonly onTurn: (turns: Turns) => void }) {
  const { t } = useTranslation();
  const panes = useRef(new Map<Which, HTMLElement>());
  const follow = (which: Which) => {
    const from = panes.current.get(which);
    const to = panes.current.get(which === 'old' ? 'new' : 'old');
    if (from === undefined || to === undefined || !from.matches(':hover, :focus')) return;
    to.scrollTop = (from.scrollTop / Math.max(1, from.scrollHeight - from.clientHeight)) * (to.scrollHeight - to.clientHeight);
    to.scrollLeft = (from.scrollLeft / Math.max(1, from.scrollWidth - from.clientWidth)) * (to.scrollWidth - to.clientWidth);
  };
  return (
    <div className={classes.beside}>
      {(['old', 'new'] as const).map((which) => {
        const image = request[which]?.images.find((each) => each.side === side);
        if (image === undefined && which === 'old' && request.old === null) return null;
        return (
          <figure key={which} className={classes.figure}>
            <figcaption className={classes.caption}>
              {which === 'old' ? t('caseBodies.identity.bound') : t('caseBodies.identity.requested')}
              {image !== undefined && (
                <Tool
                  label={t('caseBodies.images.rotate', { which: t(`caseBodies.images.which.${which}`) })}
                  onClick={() => onTurn({ ...turns, [which]: turned(turns[which]) })}
                >
                  <IconRotateClockwise size={15} aria-hidden />
                </Tool>
              )}
            </figcaption>
            {image === undefined ? (
              <p className={classes.soft}>{t('caseBodies.images.missing')}</p>
            ) : (
              <Pane
                label={t(`caseBodies.images.alt.${which}`, { side: t(`caseBodies.images.${side}`) })}
                pane={(element) => {
                  if (element === null) panes.current.delete(which);
                  else panes.current.set(which, element);
                }}
                onScroll={() => follow(which)}
              >
                <Picture
                  size={image}
                  source={clear?.images.get(image.id) ?? null}
                  zoom={zoom}
                  turn={turns[which]}
                  alt={t(`caseBodies.images.alt.${which}`, { side: t(`caseBodies.images.${side}`) })}
                />
              </Pane>
            )}
          </figure>
        );
      })}
    </div>
  );
}

/** The new image over the bound one, with a line between them that moves. */
function Over({ request, side, clear, zoom, turns }: ViewProps) {
  const { t } = useTranslation();
  const [line, setLine] = useState(50);
  const old = request.old?.images.find((each) => each.side === side);
  const fresh = request.new?.images.find((each) => each.side === side);
  if (old === undefined || fresh === undefined) return null;
  const words = t(`caseBodies.images.${side}`);
  return (
    <>
      <Pane label={t('caseBodies.images.slider')}>
        <div className={classes.over}>
          <Picture
            size={old}
            source={clear?.images.get(old.id) ?? null}
            zoom={zoom}
            turn={turns.old}
            alt={t('caseBodies.images.alt.old', { side: words })}
          />
          <div className={classes.covering} style={{ clipPath: `inset(0 0 0 ${line}%)` }}>
            <Picture
              size={fresh}
              source={clear?.images.get(fresh.id) ?? null}
              zoom={zoom}
              turn={turns.new}
              alt={t('caseBodies.images.alt.new', { side: words })}
            />
          </div>
        </div>
      </Pane>
      <div className={classes.line}>
        <span>{t('caseBodies.identity.bound')}</span>
        <Slider
          className={classes.slider ?? ''}
          value={line}
          onChange={setLine}
          step={5}
          label={null}
          size="sm"
          thumbLabel={t('caseBodies.images.position')}
        />
        <span>{t('caseBodies.identity.requested')}</span>
      </div>
    </>
  );
}
