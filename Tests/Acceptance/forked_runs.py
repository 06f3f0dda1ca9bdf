"""Runs Python scripts many times without importing their libraries each time: a server with the libraries in it forks for every run.

`datasets` and `huggingface_hub` are not among them: they read their settings when they are imported, and each run has its own."""
import contextlib, importlib, json, os, queue, runpy, subprocess, sys, tempfile

LIBRARIES = ["numpy", "pyarrow", "pyarrow.parquet", "pyarrow.dataset", "pyarrow.json", "pandas", "httpx", "requests", "aiohttp", "fsspec", "dill", "multiprocess", "xxhash", "yaml",
             "packaging.version", "tqdm.auto", "zstandard", "filelock"]


class ForkedRuns:
    """Runs of scripts by one interpreter, several at once where they are asked for at once."""

    def __init__(self, python):
        self.python, self.idle = python, queue.SimpleQueue()

    def run(self, command, folder):
        """The exit status of `[script, argument, …]` and what it printed."""
        try:
            server = self.idle.get_nowait()
        except queue.Empty:
            server = subprocess.Popen([self.python, os.path.abspath(__file__)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        with tempfile.NamedTemporaryFile("r+", encoding="utf-8", errors="replace") as output:
            server.stdin.write(json.dumps({"command": command, "folder": folder, "output": output.name}) + "\n")
            server.stdin.flush()
            answer = server.stdout.readline()
            self.idle.put(server)
            return int(answer), output.read()


def child(request):
    """One run, in a process of its own; its exit status."""
    descriptor = os.open(request["output"], os.O_WRONLY | os.O_APPEND)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.chdir(request["folder"])
    sys.argv = request["command"]
    sys.path[0] = os.path.dirname(sys.argv[0])
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        import traceback
        traceback.print_exc()
        return 1
    return 0


def serve():
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            status = child(json.loads(line))
            import atexit
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
