# Prints what GitHub, a terminal or an XML file would take for their own.
# verdict: failed exited
import sys

print("::set-output name=points::100\n::add-mask::lab\n::error file=x::y\n::stop-commands::z")
print("##[set-env name=PATH]/tmp\n##vso[task.complete result=Succeeded;]")
print("]]> <script>alert(1)</script> &amp; &#0; \x00 \x1b]0;title\x07 \x1b[2J \x1bc \u202e \ufffe")
sys.stdout.flush()
sys.stdout.buffer.write(b"\xff\xfe\xc3\x28\xed\xa0\x80\r\n")
sys.stdout.buffer.flush()
