// What the page does with the events of the embed: one line of its own. Knows no URL and no token, as there is none to be had.
const status = document.getElementById('status');
const words = {
  ready: 'The workbook is shown.',
  renewing: 'The workbook is shown.',
  'signed-out': 'Please sign in.',
  'signing-in': 'You are signing in.',
};

document.addEventListener('sigma-state', ({ detail: { reason, state } }) => {
  status.textContent = words[state] ?? reason?.message ?? 'The workbook is loading.';
});
document.addEventListener('sigma-message', ({ detail: { message } }) => {
  if (message.type === 'workbook:bookmark:onchange')
    status.textContent = `Saved view: ${message.bookmarkName ?? 'none'}.`;
});
