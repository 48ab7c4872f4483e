"""Members, monitors and license endpoints, on both stores."""
import pytest

STORE = "d-0123456789"
PEOPLE = [f"7d3a1c6e-0000-4000-8000-00000000000{n}" for n in range(5)]


def test_members_of_each_kind_are_kept_and_listed(farm_on_both):
    deadline, ids = farm_on_both.deadline, farm_on_both.ids
    farm = {"farmId": ids["farmId"]}
    queue = farm | {"queueId": deadline.create_queue(**farm, displayName="Members")["queueId"]}
    job = queue | {"jobId": deadline.create_job(
        **queue, priority=5, template="{}", templateType="JSON")["jobId"]}
    who = {"principalType": "USER", "identityStoreId": STORE}
    for noun, resource in {"farm": farm, "queue": queue, "fleet": farm_on_both.fleet,
                           "job": job}.items():
        associate = getattr(deadline, f"associate_member_to_{noun}")
        for person in reversed(PEOPLE):
            associate(**resource, **who, principalId=person, membershipLevel="VIEWER")
        associate(**resource, **who, principalId=PEOPLE[1], membershipLevel="MANAGER")
        pages = deadline.get_paginator(f"list_{noun}_members").paginate(
            **resource, PaginationConfig={"PageSize": 2})
        pages = [page["members"] for page in pages]
        assert [len(page) for page in pages] == [2, 2, 1]
        members = sum(pages, [])
        assert [member["principalId"] for member in members] == PEOPLE
        assert members[1] == resource | who | {
            "principalId": PEOPLE[1], "membershipLevel": "MANAGER"}
        getattr(deadline, f"disassociate_member_from_{noun}")(
            **resource, principalId=PEOPLE[0])
    one = {"principalId": PEOPLE[1], "identityStoreId": STORE}
    pages = deadline.get_paginator("list_memberships").paginate(
        **one, PaginationConfig={"PageSize": 3})
    found = [item for page in pages for item in page["memberships"]]
    assert sorted(kind for item in found for kind in item) == ["farm", "fleet", "job", "queue"]
    found = deadline.list_memberships(**one, resourceTypes=["JOB"])["memberships"]
    assert [item["job"]["jobId"] for item in found] == [job["jobId"]]

    assert deadline.list_jobs(**queue, principalId=PEOPLE[2])["jobs"]
    deadline.delete_queue(**queue)
    found = deadline.list_memberships(**one)["memberships"]
    assert sorted(kind for item in found for kind in item) == ["farm", "fleet"]
    assert [item["farmId"] for item in deadline.list_farms(principalId=PEOPLE[2])["farms"]] == [
        farm["farmId"]]
    assert deadline.list_queues(**farm, principalId=PEOPLE[0])["queues"] == []
    with pytest.raises(deadline.exceptions.ResourceNotFoundException):
        deadline.associate_member_to_queue(
            **queue, **who, principalId=PEOPLE[0], membershipLevel="OWNER")


def test_monitors_and_their_settings_are_kept(farm_on_both):
    deadline = farm_on_both.deadline
    made = [deadline.create_monitor(
        displayName=f"Monitor {n}", subdomain=f"monitor-{n}",
        identityCenterInstanceArn="arn:aws:sso:::instance/ssoins-0123456789abcdef",
        roleArn="arn:aws:iam::000000000000:role/Monitor")["monitorId"] for n in range(3)]
    pages = deadline.get_paginator("list_monitors").paginate(PaginationConfig={"PageSize": 2})
    assert [one["monitorId"] for page in pages for one in page["monitors"]] == made
    deadline.update_monitor(monitorId=made[0], displayName="Front desk")
    shown = deadline.get_monitor(monitorId=made[0])
    assert (shown["displayName"], shown["subdomain"]) == ("Front desk", "monitor-0")
    deadline.update_monitor_settings(monitorId=made[0], settings={"theme": "dark", "rows": "50"})
    deadline.update_monitor_settings(monitorId=made[0], settings={"theme": ""})
    assert deadline.get_monitor_settings(monitorId=made[0])["settings"] == {"rows": "50"}
    for monitor in made:
        deadline.delete_monitor(monitorId=monitor)
    assert deadline.list_monitors()["monitors"] == []


def test_license_endpoints_are_kept_and_sell_nothing(farm_on_both):
    deadline = farm_on_both.deadline
    network = {"vpcId": "vpc-1", "subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}
    first, again = (deadline.create_license_endpoint(**network, clientToken="once")
                    ["licenseEndpointId"] for _ in range(2))
    assert first == again
    shown = deadline.get_license_endpoint(licenseEndpointId=first)
    assert shown["status"] == "NOT_READY" and shown["subnetIds"] == ["subnet-1"]
    assert [one["licenseEndpointId"] for one in deadline.list_license_endpoints()
            ["licenseEndpoints"]] == [first]
    assert deadline.list_available_metered_products()["meteredProducts"] == []
    assert deadline.list_metered_products(licenseEndpointId=first)["meteredProducts"] == []
    with pytest.raises(deadline.exceptions.ResourceNotFoundException):
        deadline.put_metered_product(licenseEndpointId=first, productId="maya-2026")
    deadline.delete_license_endpoint(licenseEndpointId=first)
    with pytest.raises(deadline.exceptions.ResourceNotFoundException):
        deadline.get_license_endpoint(licenseEndpointId=first)
    assert deadline.list_volumes(**farm_on_both.fleet)["volumes"] == []
