/* A key was asked for and the device did not give it: say so, where the page has a
   place for it. Cancelling is no fault, so nothing goes to the console. */

document.addEventListener("allauth.error", (event) => {
  const words = document.querySelector("[data-refusal]");
  if (!words) return;
  event.preventDefault();
  words.hidden = false;
});
