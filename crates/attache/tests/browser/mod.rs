//! A headless Chromium, spoken to over its debugging pipe (Chrome DevTools Protocol): no driver program, no network.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What Debian, others and Google call it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// A page that has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page open.
pub struct Browser {
    child: Child,
    orders: File,
    answers: Receiver<Value>,
    session: Option<String>,
    number: u64,
    /// What the pages said on the console that is no mere note, and requests that failed.
    pub complaints: Vec<String>,
    loads: usize,
    _folder: tempfile::TempDir,
}

impl Browser {
    /// A browser; none, with a word on why, where there is no Chromium.
    pub fn open() -> Option<Self> {
        let found = NAMES.into_iter().find(|name| {
            let tried = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        });
        let Some(name) = found else {
            eprintln!("skipped: there is no Chromium here (Debian: apt-get install chromium)");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let (to, from) = (folder.path().join("to"), folder.path().join("from"));
        assert!(Command::new("mkfifo").args([&to, &from]).status().unwrap().success());
        let flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
             --disable-features=BackForwardCache --remote-debugging-pipe";
        let child = Command::new("sh")
            .arg("-c")
            .arg(format!("exec {name} {flags} --user-data-dir=\"$2\" about:blank 3<\"$0\" 4>\"$1\""))
            .args([&to, &from])
            .arg(folder.path().join("profile"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // each end of a named pipe opens when the other does
        let orders = OpenOptions::new().write(true).open(&to).unwrap();
        let incoming = BufReader::new(File::open(&from).unwrap());
        let (send, answers) = channel();
        std::thread::spawn(move || {
            for message in incoming.split(0).map_while(Result::ok) {
                if let Ok(message) = serde_json::from_slice(&message)
                    && send.send(message).is_err()
                {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            orders,
            answers,
            session: None,
            number: 0,
            complaints: Vec::new(),
            loads: 0,
            _folder: folder,
        };
        let target = browser.order("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let attached = browser.order("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.order(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Sends an order and waits for what it gives.
    pub fn order(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let mut message = json!({"id": self.number, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.orders.write_all(&bytes).unwrap();
        loop {
            let answer = self.hear(PATIENCE).unwrap_or_else(|| panic!("{method} was not answered"));
            if answer["id"] == json!(self.number) {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// The next message; notes what it complains of.
    fn hear(&mut self, within: Duration) -> Option<Value> {
        let message = self.answers.recv_timeout(within).ok()?;
        let params = &message["params"];
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loads += 1,
            Some("Runtime.exceptionThrown") => self.complaints.push(params["exceptionDetails"].to_string()),
            Some("Runtime.consoleAPICalled") if params["type"] == "error" => {
                self.complaints.push(params["args"].to_string())
            }
            Some("Log.entryAdded") if params["entry"]["level"] == "error" => {
                self.complaints.push(params["entry"].to_string())
            }
            _ => {}
        }
        Some(message)
    }

    /// Opens an address and waits until it is there.
    pub fn go(&mut self, address: &str) {
        let loads = self.loads;
        self.order("Page.navigate", json!({"url": address}));
        self.wait_for_load(loads);
    }

    /// Goes back by so many pages.
    pub fn back(&mut self, steps: u64) {
        let history = self.order("Page.getNavigationHistory", json!({}));
        let at = history["currentIndex"].as_u64().and_then(|at| at.checked_sub(steps)).unwrap();
        let entry = history["entries"][at as usize]["id"].clone();
        let loads = self.loads;
        self.order("Page.navigateToHistoryEntry", json!({"entryId": entry}));
        self.wait_for_load(loads);
    }

    fn wait_for_load(&mut self, loads: usize) {
        let began = Instant::now();
        while self.loads == loads {
            assert!(began.elapsed() < PATIENCE, "no page came");
            self.hear(Duration::from_millis(200));
        }
    }

    /// What a script on the page gives.
    pub fn script(&mut self, script: &str) -> Value {
        let given =
            self.order("Runtime.evaluate", json!({"expression": script, "returnByValue": true, "awaitPromise": true}));
        assert!(given["exceptionDetails"].is_null(), "{script}: {}", given["exceptionDetails"]);
        given["result"]["value"].clone()
    }

    /// Text that a script gives.
    pub fn text(&mut self, script: &str) -> String {
        self.script(script).as_str().unwrap_or_default().to_owned()
    }

    /// Clicks the first thing of a selector and waits for the page that it leads to.
    pub fn follow(&mut self, selector: &str) {
        let loads = self.loads;
        let clicked = self.script(&format!("{{ const a = document.querySelector({selector:?}); a?.click(); !!a }}"));
        assert_eq!(clicked, json!(true), "{selector} is not on {}", self.text("location.href"));
        self.wait_for_load(loads);
    }

    /// Presses a key: a letter, or `Tab`, `Enter` or `Escape`.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            letter => (0, letter),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({"type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code});
            self.order("Input.dispatchKeyEvent", event);
        }
    }

    /// Presses a key that leads to another page, and waits for that.
    pub fn press_on(&mut self, key: &str) {
        let loads = self.loads;
        self.press(key);
        self.wait_for_load(loads);
    }

    /// Shows pages as on a screen of this width, in points.
    pub fn screen(&mut self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.order("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Prefers `light` or `dark`.
    pub fn scheme(&mut self, scheme: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.order("Emulation.setEmulatedMedia", features);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
