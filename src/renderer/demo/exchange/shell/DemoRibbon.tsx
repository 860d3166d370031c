import classes from './DemoRibbon.module.css';

/** On every page: nobody must take this for a place where money is. */
export function DemoRibbon() {
  return <div className={classes.ribbon}>Demo: Northgate Exchange does not exist, and neither does its money.</div>;
}
