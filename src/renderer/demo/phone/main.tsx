import './phone.css';
import { startPage } from '../kit/DemoRoot.tsx';
import { makeKit } from '../kit/kit.ts';
import { App } from './App.tsx';
import { registerWorker } from './pwa/register.ts';

// The worker's scope is this folder, and the address without the slash lies outside it.
if (location.pathname === '/phone') history.replaceState(history.state, '', '/phone/');

void startPage(makeKit('phone'), <App />);
void registerWorker();
