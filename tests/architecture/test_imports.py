"""Imports run downwards between packages and leftwards between the areas of one."""

from tests.architecture.source import AREAS, COMPOSITION, PACKAGES, ROOMS, Module, listed, modules


def imported_part(name: str) -> tuple[str, str]:
    package, _, rest = name.partition(".")
    return package, rest.split(".")[0]


def test_imports_run_downwards_between_packages():
    faults = []
    for module in modules():
        below = PACKAGES[PACKAGES.index(module.package) :]
        faults += [f"{module.at(line)} imports {name}" for line, name in module.imports() if name.split(".")[0] in PACKAGES and name.split(".")[0] not in below]
    assert not faults, listed(faults)


def faulty_area_imports(module: Module) -> list[str]:
    order = AREAS[module.package]
    faults = []
    for line, name in module.imports():
        package, area = imported_part(name)
        if package == module.package and area in order and order.index(area) > order.index(module.area):
            faults.append(f"{module.at(line)} imports {name}: {area} stands to the right of {module.area}")
    return faults


def test_imports_run_leftwards_between_areas():
    faults = [fault for module in modules() if module.area in AREAS.get(module.package, ()) for fault in faulty_area_imports(module)]
    assert not faults, listed(faults)


def test_every_area_has_its_place_in_the_order():
    folders = {(m.package, m.area) for m in modules() if m.package in AREAS and m.path.parent.parent.name == m.package and m.area != "templatetags"}
    unknown = [f"{package}/{area}" for package, area in sorted(folders) if area not in (*AREAS[package], *COMPOSITION)]
    assert not unknown, f"Give these a place in DESIGN.md and source.py: {unknown}"


def test_only_django_reads_the_packages_tables_of_contents():
    tables = {f"{package}.models" for package in ("network", "mentoring")}
    faults = [
        f"{module.at(line)} imports {name}: name the area's own models"
        for module in modules()
        for line, name in module.imports()
        if name.rpartition(".")[0] in tables or name in tables
    ]
    assert not faults, listed(faults)


def room_of(name: str, area: str) -> str:
    return name.removeprefix(f"{area}.").split(".")[0] if name.startswith(f"{area}.") else ""


def test_imports_run_leftwards_between_the_rooms_of_an_area():
    faults = []
    for area, order in ROOMS.items():
        for module in (it for it in modules() if room_of(it.name, area) in order):
            right = order[order.index(room_of(module.name, area)) + 1 :]
            faults += [f"{module.at(line)} imports {name}" for line, name in module.imports() if room_of(name, area) in right]
    assert not faults, listed(faults)


def test_every_room_has_its_place_in_the_order():
    found = {(area, room_of(it.name, area)) for area in ROOMS for it in modules() if it.name.count(".") > area.count(".") + 1 and room_of(it.name, area)}
    assert not [f"{area}.{room}" for area, room in sorted(found) if room not in ROOMS[area]]
