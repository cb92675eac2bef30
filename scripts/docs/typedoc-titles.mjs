/** Names documents in TypeDoc after their first heading rather than after their file. */
export function load(app) {
  app.converter.on('createDocument', (_, document) => {
    const heading = document.content.map(({ text }) => /^# (.+)$/m.exec(text)).find(Boolean);
    if (heading) document.name = heading[1];
  });
}
