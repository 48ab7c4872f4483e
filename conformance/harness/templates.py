"""Small job templates that more than one test needs."""


def step(name, *words, tasks=None, after=(), **more):
    """A step that runs one command; with `tasks`, once for each number up to it."""
    run = {"command": words[0], "timeout": 120}
    if words[1:]:
        run["args"] = list(words[1:])
    made = {"name": name, "script": {"actions": {"onRun": run}}, **more}
    if tasks:
        made["parameterSpace"] = {"taskParameterDefinitions": [
            {"name": "Number", "type": "INT", "range": f"1-{tasks}"}]}
    if after:
        made["dependencies"] = [{"dependsOn": other} for other in after]
    return made


def job(*steps, name="Conformance", parameters=(), **more):
    made = {"specificationVersion": "jobtemplate-2023-09", "name": name, "steps": list(steps)}
    if parameters:
        made["parameterDefinitions"] = [{"name": one, "type": "STRING"} for one in parameters]
    return made | more


def environment(name, ledger):
    """An environment that writes down when it is entered and left."""
    def note(word):
        return {"command": "bash", "timeout": 60,
                "args": ["-c", 'echo "$1" >>"$2"', name, word, str(ledger)]}

    return {"name": name,
            "script": {"actions": {"onEnter": note("entered"), "onExit": note("left")}}}
