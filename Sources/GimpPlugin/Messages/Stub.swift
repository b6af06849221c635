import NSTCore
extension WeightError { var sentence: String { "" } }
