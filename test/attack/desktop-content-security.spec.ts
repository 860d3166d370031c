import { expect, test } from '../e2e/support/desktop-test.ts';

test.describe('the content security policy', () => {
  test('comes as a header of the page, without any unsafe source', async ({ desktop }) => {
    const policy = await desktop.page.evaluate(async () => (await fetch(window.location.href)).headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data: *;.*script/);
  });

  test('has a nonce that is new for each page', async ({ desktop }) => {
    const [first, second] = await desktop.page.evaluate(async () => {
      const nonce = async () => (await fetch(window.location.href)).headers.get('content-security-policy')?.match(/'nonce-([^']+)'/)?.[1];
      return [await nonce(), await nonce()];
    });
    expect(first).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(second).not.toBe(first);
  });

  test('blocks inline scripts, inline handlers, script addresses and scripts from elsewhere', async ({ desktop }) => {
    const blocked = await desktop.page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      const data = document.createElement('script');
      data.src = 'data:text/javascript,window.ranInline = true';
      const foreign = document.createElement('script');
      foreign.src = 'https://example.com/x.js';
      const handler = document.createElement('button');
      handler.setAttribute('onclick', 'window.ranInline = true');
      const link = document.createElement('a');
      link.href = 'javascript:window.ranInline = true';
      document.body.append(script, data, foreign, handler, link);
      handler.click();
      link.click();
      while (violations.length < 5)
        await new Promise((resolve) => document.addEventListener('securitypolicyviolation', resolve, { once: true }));
      return { ran: 'ranInline' in window, violations: violations.sort() };
    });
    expect(blocked).toEqual({
      ran: false,
      violations: ['script-src-attr', 'script-src-elem', 'script-src-elem', 'script-src-elem', 'script-src-elem'],
    });
  });

  test('blocks evaluated code in every form', async ({ desktop }) => {
    // In a task of the page's own: code that a debugger runs is exempt.
    const outcomes = await desktop.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const attempts: Record<string, () => unknown> = {
            eval: () => Reflect.apply(Reflect.get(window, 'eval') as (code: string) => unknown, window, ['1']),
            'new Function': () => Reflect.construct(Function, ['return 1']),
            setTimeout: () => Reflect.apply(setTimeout, window, ['window.ranTimer = true', 0]),
          };
          setTimeout(() => {
            const results = Object.entries(attempts).map(([name, attempt]) => {
              try {
                attempt();
                return `${name} returned`;
              } catch (cause) {
                return `${name} ${cause instanceof EvalError ? 'EvalError' : String(cause)}`;
              }
            });
            setTimeout(() => resolve([...results, `timer ran: ${'ranTimer' in window}`]), 20);
          });
        }),
    );
    expect(outcomes).toEqual(['eval EvalError', 'new Function EvalError', 'setTimeout returned', 'timer ran: false']);
  });

  test('blocks styles without the nonce, frames, plug-ins, forms, another base and connections elsewhere', async ({ desktop }) => {
    const blocked = await desktop.page.evaluate(async () => {
      const violations = new Set<string>();
      const wanted = ['style-src-elem', 'frame-src', 'object-src', 'base-uri', 'connect-src', 'img-src', 'form-action'];
      const all = new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          violations.add(event.effectiveDirective);
          if (wanted.every((name) => violations.has(name))) resolve();
        });
      });
      const add = (name: string, attributes: Record<string, string>, text = '') => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.textContent = text;
        document.body.append(element);
        return element;
      };
      add('style', {}, 'body { display: none }');
      add('iframe', { src: 'https://example.com/' });
      add('object', { data: 'https://example.com/x.swf' });
      add('base', { href: 'https://example.com/' });
      add('img', { src: 'https://example.com/x.png' });
      (add('form', { action: 'https://example.com/' }) as HTMLFormElement).submit();
      await fetch('https://example.com/').catch(() => undefined);
      await all;
      return getComputedStyle(document.body).display;
    });
    expect(blocked).not.toBe('none');
  });
});
