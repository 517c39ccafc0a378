"""Signatures are those that AWS gives as examples for S3, byte by byte."""

from datetime import UTC, datetime

from kernel.signatures import NOTHING, Signer

AT = datetime(2013, 5, 24, tzinfo=UTC)
HOST = "examplebucket.s3.amazonaws.com"
SIGNER = Signer(
    "us-east-1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)


def signature(method: str, path: str, query: dict[str, str], **headers: str) -> str:
    sent = {"host": HOST, "x-amz-content-sha256": NOTHING}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    told = SIGNER.headers(method, path, query, sent, AT)["authorization"]
    assert told.startswith(
        "AWS4-HMAC-SHA256 "
        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
    )
    return told.rpartition("Signature=")[2]


def test_getting_a_part_of_a_file() -> None:
    assert signature("GET", "/test.txt", {}, range="bytes=0-9") == (
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


def test_putting_a_file() -> None:
    digest = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
    headers = {
        "date": "Fri, 24 May 2013 00:00:00 GMT",
        "x-amz-content-sha256": digest,
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
    }
    assert signature("PUT", "/test$file.text", {}, **headers) == (
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    )


def test_a_parameter_without_a_value() -> None:
    assert signature("GET", "/", {"lifecycle": ""}) == (
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    )


def test_a_list() -> None:
    assert signature("GET", "/", {"prefix": "J", "max-keys": "2"}) == (
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    )


def test_an_address() -> None:
    link = SIGNER.link(HOST, "/test.txt", seconds=86_400, asked={}, at=AT)
    assert link == (
        "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
        "&X-Amz-Signature="
        "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        "&X-Amz-SignedHeaders=host"
    )
