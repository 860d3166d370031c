import { startPage } from '../kit/DemoRoot.tsx';
import { makeKit } from '../kit/kit.ts';
import { App } from './App.tsx';

void startPage(makeKit('exchange'), <App />);
