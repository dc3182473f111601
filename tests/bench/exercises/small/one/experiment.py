import answer
import lab

lab.observe("value", answer.value())
lab.observe("double", answer.double())
