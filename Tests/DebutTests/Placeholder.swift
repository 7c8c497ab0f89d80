import Debut
