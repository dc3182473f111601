"""bindings/lab/*.pyi and the module say the same."""

import ast
import inspect
import os
import types
import unittest
from pathlib import Path

import lab

FOLDER = Path(os.environ["LAB_SOURCE_DIR"]) / "bindings" / "lab"
SUBMODULES = {name: part for name, part in vars(lab).items() if isinstance(part, types.ModuleType)}
MODULES = {"__init__": lab, **SUBMODULES}
INHERITED = {"Address"}  # whose methods are those of int


def stub(name):
    return ast.parse((FOLDER / f"{name}.pyi").read_text())


def declared(tree):
    """The functions and classes that a stub declares, by name."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name: node for node in tree.body if isinstance(node, kinds)}


def submodules(tree):
    return {
        alias.asname
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module is None
        for alias in node.names
        if alias.asname == alias.name
    }


def variables(tree):
    """The names that a stub declares with a type only."""
    return {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}


def public(module):
    return {name for name in vars(module) if not name.startswith("_")}


def parameters(node):
    """As inspect.signature would spell them."""
    arguments = node.args
    spelled = [a.arg for a in arguments.posonlyargs]
    if spelled:
        spelled.append("/")
    spelled += [a.arg for a in arguments.args]
    for number, default in enumerate(reversed(arguments.defaults), 1):
        spelled[-number] += "=" + ast.unparse(default)
    return "(" + ", ".join(spelled) + ")"


class Names(unittest.TestCase):
    def test_every_stub_has_its_module(self):
        self.assertEqual({path.stem for path in FOLDER.glob("*.pyi")}, set(MODULES))

    def test_module_and_stub_have_the_same_names(self):
        for name, module in MODULES.items():
            tree = stub(name)
            self.assertEqual(set(declared(tree)) | submodules(tree) | variables(tree), public(module), name)

    def test_kinds(self):
        for name, module in MODULES.items():
            for entry, node in declared(stub(name)).items():
                is_class = isinstance(getattr(module, entry), type)
                self.assertEqual(is_class, isinstance(node, ast.ClassDef), entry)

    def test_methods_of_classes(self):
        for entry, node in declared(stub("__init__")).items():
            if not isinstance(node, ast.ClassDef) or entry in INHERITED:
                continue
            names = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
            names |= {n.target.id for n in node.body if isinstance(n, ast.AnnAssign)}
            real = {n for n in vars(getattr(lab, entry)) if not n.startswith("_") or n in names}
            self.assertEqual(names, real, entry)


class Docstrings(unittest.TestCase):
    def test_every_name_has_one_in_both(self):
        for name, module in MODULES.items():
            tree = stub(name)
            self.assertTrue(ast.get_docstring(tree), name)
            self.assertTrue(inspect.getdoc(module), name)
            for entry, node in declared(tree).items():
                self.assertTrue(ast.get_docstring(node), f"{name}.{entry} in the stub")
                self.assertTrue(inspect.getdoc(getattr(module, entry)), f"{name}.{entry}")

    def test_first_lines_of_modules_agree(self):
        for name, module in MODULES.items():
            self.assertEqual(
                ast.get_docstring(stub(name)).splitlines()[0].split(":")[0],
                inspect.getdoc(module).splitlines()[0].split(":")[0],
            )

    def test_probes_name_their_source(self):
        for module in SUBMODULES.values():
            for name in public(module):
                text = inspect.getdoc(getattr(module, name)) + inspect.getdoc(module)
                self.assertRegex(text, r"(Include|Objects|Modules|Python)/", f"{module.__name__}.{name}")


class Signatures(unittest.TestCase):
    def test_agree(self):
        for name, module in MODULES.items():
            for entry, node in declared(stub(name)).items():
                if isinstance(node, ast.ClassDef):
                    continue
                function = getattr(module, entry)
                self.assertIsInstance(function, types.BuiltinFunctionType, entry)
                self.assertEqual(str(inspect.signature(function)), parameters(node), entry)
