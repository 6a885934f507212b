// The page of the score chart: shows the drawing it is sent, and says which step was chosen.
const editor = acquireVsCodeApi();
const heading = document.getElementById('heading');
const drawing = document.getElementById('drawing');

const stepsOf = () => [...drawing.querySelectorAll('[data-step]')];
const stepAt = target => target.closest?.('[data-step]');
const choose = step => editor.postMessage({ type: 'step', step: Number(step.dataset.step) });

let shown = '';
window.addEventListener('message', ({ data }) => {
  heading.textContent = data.heading;
  // A press of the mouse takes the focus, which draws anew: were the step replaced under it, the click would be lost.
  if (data.drawing === shown) return;
  shown = data.drawing;
  const focused = stepAt(document.activeElement ?? document.body)?.dataset.step;
  const left = drawing.querySelector('.wide')?.scrollLeft ?? 0;
  drawing.innerHTML = data.drawing;
  drawing.querySelector('.wide')?.scrollTo({ left });
  // Of a long solution only a part is in view: the part where the cursor is.
  drawing.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (focused !== undefined) stepsOf()[Number(focused)]?.focus();
});

drawing.addEventListener('click', ({ target }) => {
  const step = stepAt(target);
  if (step) choose(step);
});

drawing.addEventListener('keydown', event => {
  const steps = stepsOf();
  const at = steps.indexOf(stepAt(event.target));
  if (at < 0) return;
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: steps.length - 1 }[event.key];
  if (next !== undefined) steps[Math.min(Math.max(next, 0), steps.length - 1)].focus();
  else if (event.key === 'Enter' || event.key === ' ') choose(steps[at]);
  else return;
  event.preventDefault();
});

const tellSize = () => editor.postMessage({ type: 'size', width: drawing.clientWidth });
window.addEventListener('resize', tellSize);
tellSize();
