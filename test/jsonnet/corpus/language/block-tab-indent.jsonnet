|||
	tabbed
	  more
|||
