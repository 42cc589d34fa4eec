// Settings: what others see of this person, how the app looks here, and how to sign out.
import { useSignal } from "@preact/signals";
import type { User } from "../../store/types";
import { Avatar } from "../../ui/Avatar";
import { Field } from "../../ui/Field";
import { Icon, IconButton } from "../../ui/Icon";
import { say } from "../../ui/Toast";
import { back, go } from "../app/routes";
import { useStore } from "../app/store-context";
import { into, useSubmission } from "../app/submitting";
import { setTheme, type Theme, theme } from "../app/theme";

const NAME_LENGTH = 64;
const ABOUT_LENGTH = 140;
const NOT_FREE = "This username is taken, or not made of 4 to 32 letters, digits and underscores.";

const THEMES: readonly (readonly [Theme, string])[] = [
  ["system", "Same as the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function Settings() {
  const store = useStore();
  const me = store.me.value;
  const leave = async () => {
    await store.signOut();
    go("/", { replace: true });
  };
  if (!me) return null;
  return (
    <main class="pane chat page" aria-label="Settings">
      <header class="bar">
        <IconButton icon="back" label="Back to chats" onClick={back} />
        <h2>Settings</h2>
      </header>
      <div class="scroll">
        <div class="col">
          <h3 class="sec">You</h3>
          <Profile me={me} />
          <h3 class="sec">Appearance</h3>
          <Appearance />
          <h3 class="sec">This device</h3>
          <div class="sheet">
            <button type="button" class="set bad" onClick={leave}>
              <Icon name="logout" />
              <span class="body">
                Sign out<small>Deletes what this browser has stored of your chats.</small>
              </span>
            </button>
          </div>
        </div>
      </div>
    </main>
  );
}

function Profile({ me }: { me: User }) {
  const store = useStore();
  const name = useSignal(me.name);
  const about = useSignal(me.about ?? "");
  const username = useSignal(me.username ?? "");
  const wanted = changes(me, name.value.trim(), about.value, username.value.trim());
  const { problem, submit } = useSubmission(async () => {
    await store.updateMe(wanted);
    say("Saved");
  }, NOT_FREE);
  return (
    <form class="sheet" onSubmit={submit}>
      <div class="form">
        <div class="hero">
          <Avatar id={me.id} name={me.name} size={96} />
          <p class="num strong">{me.phone_number}</p>
        </div>
        <Field
          label="Name"
          autocomplete="name"
          maxLength={NAME_LENGTH}
          value={name.value}
          onInput={into(name)}
        />
        <Field label="About" maxLength={ABOUT_LENGTH} value={about.value} onInput={into(about)} />
        <Field
          label="Username"
          value={username.value}
          hint="Anybody who knows it can find you and write to you."
          error={problem.value}
          onInput={into(username)}
        />
        <Save disabled={Object.keys(wanted).length === 0 || name.value.trim() === ""} />
      </div>
    </form>
  );
}

function Save({ disabled }: { disabled: boolean }) {
  return (
    <button type="submit" class="btn primary" disabled={disabled}>
      Save
    </button>
  );
}

/** Only the fields that have changed are sent. */
function changes(me: User, name: string, about: string, username: string) {
  const bare = username.replace(/^@/u, "");
  return {
    ...(name === me.name ? {} : { name }),
    ...(about === (me.about ?? "") ? {} : { about }),
    ...(bare === (me.username ?? "") ? {} : { username: bare }),
  };
}

function Appearance() {
  return (
    <fieldset class="sheet">
      <legend class="vh">Theme</legend>
      {THEMES.map(([value, label]) => (
        <label class="set" key={value}>
          <input
            type="radio"
            name="theme"
            class="vh"
            checked={theme.value === value}
            onChange={() => setTheme(value)}
          />
          <span class="radio" />
          <span class="body">{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
